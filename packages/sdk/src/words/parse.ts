import { type Finding, hasErrors } from '../finding.ts';
import { isObject } from '../json-value.ts';
import { type ReadYaml, readYaml } from '../tree/read-yaml.ts';
import { problemsOf } from '../tree/schema-issues.ts';
import { definitionSchema } from './schema.ts';
import type { Stage, Words } from './types.ts';

export const WORDS_FILE = 'words.yaml';

const LIMITS = { characters: 128 * 1024, depth: 6 };
const MAX_FINDINGS = 100;

/** `words` is there exactly when none of the findings is an error. */
export interface ParsedWords {
  words?: Words;
  findings: Finding[];
}

/** The YAML of a `words.yaml`, whether it defines words or only gives values. */
export function readWordsYaml(text: string, file: string): ReadYaml {
  return readYaml(text, file, 'words', LIMITS);
}

/**
 * Reads the `words.yaml` of a plugin that has no base: every word is defined with its value. Reports every problem with its
 * place.
 *
 * @param file Name for the findings.
 */
export function parseWords(text: string, file = WORDS_FILE): ParsedWords {
  const { value, findings, place } = readWordsYaml(text, file);
  if (value === undefined) return { findings };
  const all = findingsOf(value, file, place);
  return hasErrors(all) ? { findings: all } : { words: wordsOf(value as Definitions), findings: all };
}

/** What is wrong with definitions, each at its place in the file. */
export function findingsOf(value: unknown, file: string, place: ReadYaml['place']): Finding[] {
  const result = definitionSchema.safeParse(value);
  const issues = result.success ? [] : result.error.issues.slice(0, MAX_FINDINGS);
  const problems = problemsOf({ issues }, definitionSchema, value, 'words');
  return problems.map(({ path, atKey, ...problem }) => ({ ...problem, file, ...place(path, atKey) }));
}

/** Words as `words.yaml` defines them: stages by their id, in their order. */
export type Definitions = Omit<Words, 'stages'> & { stages?: Record<string, Omit<Stage, 'id'>> };

export function wordsOf({ stages, ...groups }: Definitions): Words {
  if (!isObject(stages)) return groups;
  return { ...groups, stages: Object.entries(stages).map(([id, stage]) => ({ id, ...stage })) };
}

export function definitionsOf({ stages, ...groups }: Words): Definitions {
  if (stages === undefined) return groups;
  return { ...groups, stages: Object.fromEntries(stages.map(({ id, ...stage }) => [id, stage])) };
}
