import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import { makeTemporary, refusedFindings, removeTemporary } from '@rolekit/sdk/internal';
import type { DefinitionProblem, ToolProblem } from '@rolekit/sdk/internal/plugin';
import type { ConnectorDescription, PluginManifest } from '@rolekit/sdk/plugin';
import { failureOf, runBare, stderrOf } from './bare.ts';
import { bundleExamined, type ExaminedCode } from './examined-code.ts';
import { importCircle } from './import-circle.ts';
import { type CodePlace, placeInStack } from './stack-place.ts';
import { findText } from './text-place.ts';
import type { BuildOptions } from './types.ts';

/** What the code of a plugin's own connectors says of itself. */
export interface Examination {
  /** Of those whose code loads. */
  descriptions: ConnectorDescription[];
  findings: Finding[];
}

type Told =
  | { description: ConnectorDescription; problems: ToolProblem[]; examples: Record<string, unknown[]> }
  | { error: { code?: string; message: string; fix?: string; stack: string; problems?: DefinitionProblem[] } }
  | { noConnector: true };

/**
 * Loads the code of a plugin's own connectors, each in a process and a folder of its own and without the environment of this one,
 * and finds what is wrong with it, with the places in the author's source.
 */
export async function examineCode(
  dir: string,
  { extensions }: PluginManifest,
  onStep?: BuildOptions['onStep'],
): Promise<Examination> {
  const own = Object.entries(extensions['dev.rolekit'].connectors ?? {}).flatMap(([name, ref]) =>
    'path' in ref && existsSync(join(dir, ref.path)) ? [{ name, path: ref.path }] : [],
  );
  const examined = await Promise.all(own.map(({ name, path }) => examineConnector(dir, name, path, onStep)));
  return {
    descriptions: examined.flatMap(({ descriptions }) => descriptions),
    findings: examined.flatMap(({ findings }) => findings),
  };
}

async function examineConnector(
  dir: string,
  name: string,
  path: string,
  onStep: BuildOptions['onStep'],
): Promise<Examination> {
  const entry = path.replace(/^\.\//, '');
  let code: ExaminedCode;
  try {
    code = await bundleExamined(dir, entry);
  } catch (error) {
    return { descriptions: [], findings: [...refusedFindings(error)] };
  }
  const told = await load(
    code,
    dir,
    entry,
    onStep && (() => onStep(`Waiting for the code of ${name} to load`, 'wait')),
  );
  if ('findings' in told) return { descriptions: [], findings: told.findings };
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
  const told = await load(await bundleExamined(dir, path), dir, path, undefined);
  return 'examples' in told ? told.examples : {};
}

async function load(
  code: ExaminedCode,
  dir: string,
  file: string,
  onSlow: (() => void) | undefined,
): Promise<Told | { findings: Finding[] }> {
  const folder = makeTemporary('rolekit-examine-');
  try {
    await writeFile(join(folder, 'module.mjs'), code.text);
    await writeFile(join(folder, 'tell.mjs'), TELL);
    const out = join(folder, 'told.json');
    const conditions = code.fromSource ? ['--conditions=rolekit-source'] : [];
    await runBare(folder, ['--enable-source-maps', ...conditions, join(folder, 'tell.mjs'), out], { onSlow });
    return JSON.parse(await readFile(out, 'utf8'));
  } catch (error) {
    // the process ended by itself, or did not end
    const message = `The code of the connector could not be loaded: ${failureOf(error, folder)}`;
    return {
      findings: [
        {
          code: 'code/load',
          severity: 'error',
          message,
          file,
          ...placeInStack(stderrOf(error), dir),
          fix: LOADS_ALONE,
        },
      ],
    };
  } finally {
    await removeTemporary(folder);
  }
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

// Written to a file: what the code itself prints is none of our business. An error that comes later, outside of the import, ends the process.
const TELL = `
import { writeFileSync } from 'node:fs';
async function tell() {
  const { connector, describeConnector, examineTools } = await import('./module.mjs');
  if (connector?.kind !== 'connector') return { noConnector: true };
  const problems = examineTools(connector);
  const examples = Object.fromEntries(Object.values(connector.tools).map((tool) => [tool.name, tool.examples.map(({ input }) => input)]));
  return { problems, description: describeConnector(connector), examples };
}
const told = await tell().catch((error) => ({
  error: {
    code: error?.code,
    message: error instanceof Error ? (error.code === 'RK_DEFINITION' ? error.message : String(error)) : 'it threw ' + JSON.stringify(error),
    fix: error?.fix,
    stack: String(error?.stack ?? ''),
    problems: error?.data?.problems,
  },
}));
// a rejection that nobody waits for ends the process now
await new Promise((resolve) => setTimeout(resolve));
writeFileSync(process.argv[2], JSON.stringify(told));
process.exit();
`;
