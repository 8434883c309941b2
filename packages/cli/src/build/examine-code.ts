import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import { refusedFindings } from '@rolekit/sdk/internal';
import type { PluginManifest } from '@rolekit/sdk/plugin';
import { bundleExamined, type ExaminedCode } from './examined-code.ts';
import { type Examination, Examiner, type LoadFailure, type Told } from './examiner.ts';
import { importCircle } from './import-circle.ts';
import { findSdk } from './sdk-copy.ts';
import { type CodePlace, placeInStack } from './stack-place.ts';
import { findText } from './text-place.ts';
import type { BuildOptions } from './types.ts';

export interface ExamineOptions {
  /** Loads the code, and keeps what it found. @default one of this call's own */
  examiner?: Examiner | undefined;
  onStep?: BuildOptions['onStep'];
}

export type ExamineWith = ExamineOptions & { examiner: Examiner };

/**
 * Loads the code of a plugin's own connectors in the examiner's process, and finds what is wrong with it, with the places in the
 * author's source.
 */
export function examineCode(
  dir: string,
  manifest: PluginManifest,
  { examiner, onStep }: ExamineOptions = {},
): Promise<Examination> {
  if (!examiner) return withExaminer((fresh) => examineConnectors(dir, manifest, { examiner: fresh, onStep }));
  return examiner.once(resolve(dir), () => examineConnectors(dir, manifest, { examiner, onStep }));
}

/** Runs something with an examiner of its own. */
export async function withExaminer<T>(run: (examiner: Examiner) => Promise<T>): Promise<T> {
  const examiner = new Examiner();
  try {
    return await run(examiner);
  } finally {
    await examiner.close();
  }
}

async function examineConnectors(
  dir: string,
  { extensions }: PluginManifest,
  { examiner, onStep }: ExamineWith,
): Promise<Examination> {
  const own = Object.entries(extensions['dev.rolekit'].connectors ?? {}).flatMap(([name, ref]) =>
    'path' in ref && existsSync(join(dir, ref.path)) ? [{ name, path: ref.path }] : [],
  );
  if (own.length > 0) examiner.start(findSdk(dir));
  const examined = await Promise.all(
    own.map(({ name, path }) => examineConnector(dir, name, path, { examiner, onStep })),
  );
  return {
    descriptions: examined.flatMap(({ descriptions }) => descriptions),
    findings: examined.flatMap(({ findings }) => findings),
  };
}

async function examineConnector(
  dir: string,
  name: string,
  path: string,
  { examiner, onStep }: ExamineWith,
): Promise<Examination> {
  const entry = path.replace(/^\.\//, '');
  let code: ExaminedCode;
  try {
    code = await bundleExamined(dir, entry);
  } catch (error) {
    return { descriptions: [], findings: [...refusedFindings(error)] };
  }
  const onSlow = onStep && (() => onStep(`Waiting for the code of ${name} to load`, 'wait'));
  const told = await examiner.examine(code, { onSlow });
  if ('failure' in told) return { descriptions: [], findings: [notLoaded(told, dir, entry)] };
  if ('noConnector' in told) return { descriptions: [], findings: [noConnector(entry)] };
  if ('error' in told) return { descriptions: [], findings: await definitionFindings(told.error, code, dir, entry) };
  const findings = told.problems.map(async ({ tool, rule, message, fix }): Promise<Finding> => {
    const severity = rule === 'example' ? 'error' : 'warning';
    return { code: `code/${rule}`, severity, message, ...(await placeOfName(tool, code, dir, entry)), fix };
  });
  const { description } = told;
  const renamed = description.name === name ? [] : [otherName(name, description.name, entry, code, dir)];
  return { descriptions: [description], findings: await Promise.all([...findings, ...renamed]) };
}

/** The inputs of the examples that a connector's code gives its tools, by tool; none where the code does not load. */
export async function toolExamples(dir: string, path: string): Promise<Record<string, unknown[]>> {
  const code = await bundleExamined(dir, path);
  const told = await withExaminer((examiner) => examiner.examine(code));
  return 'examples' in told ? told.examples : {};
}

/** The process ended by itself, or did not end. */
function notLoaded({ failure, stderr }: LoadFailure, dir: string, file: string): Finding {
  const message = `The code of the connector could not be loaded: ${failure}`;
  const place = placeInStack(stderr, dir);
  return { code: 'code/load', severity: 'error', message, file, ...place, fix: LOADS_ALONE };
}

const LOADS_ALONE = 'Fix the connector: its code must load without settings, network or files.';

/** In a circle of imports one file runs before what it imports is there. */
function fixOfLoad(file: string, { imports }: ExaminedCode): string {
  const circle = importCircle(file, imports);
  if (circle === undefined) return LOADS_ALONE;
  return `Break the circle of imports, in which what a file needs may not be there yet: ${circle.join(' → ')}.`;
}

async function definitionFindings(
  { code, message, fix, stack, problems }: Extract<Told, { error: object }>['error'],
  examined: ExaminedCode,
  dir: string,
  entry: string,
): Promise<Finding[]> {
  const place = { file: entry, ...placeInStack(stack, dir) };
  if (code !== 'RK_DEFINITION')
    return [
      {
        code: 'code/load',
        severity: 'error',
        message: `The code of the connector failed: ${message}`,
        ...place,
        fix: fixOfLoad(place.file, examined),
      },
    ];
  const about = problems ?? [{ reason: message, hint: fix ?? '' }];
  return Promise.all(
    about.map(async ({ reason, hint, tool }): Promise<Finding> => {
      const found = tool === undefined ? undefined : await findText(tool, examined.sources, dir);
      return { code: 'code/definition', severity: 'error', message: sentence(reason), ...place, ...found, fix: hint };
    }),
  );
}

/** The literal with a tool's name is where its author looks. */
async function placeOfName(
  name: string,
  { sources }: ExaminedCode,
  dir: string,
  entry: string,
): Promise<CodePlace & { file: string }> {
  return { file: entry, ...(await findText(name, sources, dir)) };
}

async function otherName(key: string, name: string, entry: string, code: ExaminedCode, dir: string): Promise<Finding> {
  return {
    code: 'build/connector-name',
    severity: 'error',
    message: `The connector is called \`${name}\` in its code but \`${key}\` in plugin.json.`,
    ...(await placeOfName(name, code, dir, entry)),
    fix: `Write "${key}" here, or "${name}" as the key in plugin.json.`,
  };
}

function noConnector(file: string): Finding {
  return {
    code: 'build/no-connector',
    severity: 'error',
    message: 'The code exports no connector as default.',
    file,
    fix: 'Write `export default defineConnector({ … })`.',
  };
}

function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}${/[.!?]$/.test(reason) ? '' : '.'}`;
}
