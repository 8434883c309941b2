import type { FieldDef, FieldValue } from '../schema/fields.ts';
import { type ObjectDef, objectOfId } from '../schema/objects.ts';
import type { Row, Store } from '../store/store.ts';
import { type BoundPath, parentRow, readField } from './bind-path.ts';

/** A record in the vendor's JSON. */
export interface JsonRecord {
  attributes: { type: string; url?: string };
  [name: string]: unknown;
}

export interface JsonResult {
  totalSize: number;
  done: boolean;
  records: JsonRecord[];
}

/** The records of a subquery of SELECT for one parent. */
export interface ChildSelection {
  readonly name: string;
  read(parentId: FieldValue): JsonResult | null;
}

/** The fields to show of a record behind a reference with several targets, by its object. */
export interface TypeOfSelection {
  readonly step: FieldDef;
  readonly whens: ReadonlyMap<string, readonly BoundPath[]>;
  readonly otherwise: readonly BoundPath[] | null;
}

type Entry =
  | { readonly kind: 'field'; readonly path: BoundPath }
  | { readonly kind: 'typeof'; readonly choice: TypeOfSelection }
  | { readonly kind: 'parent'; readonly step: FieldDef; readonly tree: Tree };

interface Tree {
  readonly entries: Map<string, Entry>;
}

/** Turns bound paths into one tree, so that `Owner.Name` and `Owner.Email` share an `Owner` object. */
function treeOf(paths: readonly BoundPath[]): Tree {
  const root: Tree = { entries: new Map() };
  for (const path of paths) {
    let tree = root;
    for (const step of path.steps) {
      const key = step.relationshipName ?? step.name;
      const known = tree.entries.get(key);
      const entry = known?.kind === 'parent' ? known : { kind: 'parent' as const, step, tree: { entries: new Map() } };
      tree.entries.set(key, entry);
      tree = entry.tree;
    }
    tree.entries.set(path.alias ?? path.field.name, { kind: 'field', path });
  }
  return root;
}

/** The type and address of a record; behind a reference with several targets the type is `Name`. */
export function attributesOf(
  object: ObjectDef,
  row: Row,
  version: string,
  shownType = object.name,
): JsonRecord['attributes'] {
  return { type: shownType, url: `/services/data/${version}/sobjects/${object.name}/${row.Id}` };
}

/** Makes the function that turns a record into JSON with the selected fields, in the order of the query. */
export function bindProjection(
  store: Store,
  object: ObjectDef,
  paths: readonly BoundPath[],
  children: readonly ChildSelection[],
  version: string,
  choices: readonly TypeOfSelection[] = [],
): (row: Row) => JsonRecord {
  function render(tree: Tree, row: Row, via: FieldDef | null): JsonRecord {
    const actual = objectOfId(String(row.Id)) ?? object;
    const json: JsonRecord = {
      attributes: attributesOf(actual, row, version, via && via.referenceTo.length > 1 ? 'Name' : actual.name),
    };
    for (const [name, entry] of tree.entries) {
      if (entry.kind === 'field') {
        const value = readField(row, entry.path.field, via);
        json[name] = entry.path.present ? entry.path.present(value, row) : value;
        continue;
      }
      if (entry.kind === 'typeof') {
        json[name] = renderChoice(entry.choice, row);
        continue;
      }
      const parent = parentRow(store, row, entry.step);
      json[name] = parent === null ? null : render(entry.tree, parent, entry.step);
    }
    return json;
  }

  function renderChoice(choice: TypeOfSelection, row: Row): JsonRecord | null {
    const target = parentRow(store, row, choice.step);
    const known = target && choice.whens.get(objectOfId(String(target.Id))?.name ?? '');
    if (target && known) return render(treeOf(known), target, null);
    return target && choice.otherwise ? render(treeOf(choice.otherwise), target, choice.step) : null;
  }

  const tree = treeOf(paths);
  for (const choice of choices) {
    tree.entries.set(choice.step.relationshipName ?? choice.step.name, { kind: 'typeof', choice });
  }
  return (row) => {
    const json = render(tree, row, null);
    for (const child of children) json[child.name] = child.read(row.Id ?? null);
    return json;
  };
}
