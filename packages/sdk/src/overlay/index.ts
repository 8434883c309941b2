export { type Amended, type AmendedBlock, type AmendedSection, amend, type SkillFile } from './amend.ts';
export { type Amendment, checkConflicts } from './amendment-form.ts';
export { checkSections } from './check.ts';
export {
  type Conflict,
  conflictText,
  readConflicts,
  resolveConflicts,
  type SideLabels,
  type Sides,
} from './conflict.ts';
export { type Merged, type MergedSection, mergeSections } from './merge.ts';
export { FRONTMATTER, type Piece, piecesOf, UNNAMED } from './pieces.ts';
export { outlineOf, type Section, type Sections, sectionsOf } from './sections.ts';
