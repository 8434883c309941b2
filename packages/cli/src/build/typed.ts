import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import type { BundleFile } from '@rolekit/sdk/bundle';
import { makeTemporary, refuseErrors, removeTemporary } from '@rolekit/sdk/internal';
import type { SkillPrompt } from '@rolekit/sdk/skill';
import { bundleModule } from '../bundle-module.ts';
import { failureOf, runBare, stderrOf, type Waits } from './bare.ts';
import { placeInStack } from './stack-place.ts';

/** The name of a plugin's definition in TypeScript. */
export const DEFINITION = 'plugin.ts';

/** What a definition in TypeScript stands for. */
export interface Definition {
  /** `plugin.json` and `skills/<name>/SKILL.md`. */
  files: BundleFile[];
  prompts: SkillPrompt[];
}

interface Told {
  files: { path: string; text: string }[];
  prompts: SkillPrompt[];
}

/** True for a folder whose plugin is defined in TypeScript. */
export function isTyped(dir: string): boolean {
  return existsSync(join(dir, DEFINITION));
}

/**
 * Asks a plugin's `plugin.ts` for its manifest and its skills, in a process and a folder of its own and without the
 * environment of this one; undefined for a plugin that has none.
 *
 * @throws RK_FINDINGS with the place in the code
 */
export async function readDefinition(dir: string, { onStep, slowMs }: Waits = {}): Promise<Definition | undefined> {
  if (!isTyped(dir)) return undefined;
  if (existsSync(join(dir, 'plugin.json'))) refuseErrors([TWICE], dir);
  const code = await bundleModule(dir, join(dir, DEFINITION), { sourceMap: true });
  const folder = makeTemporary('rolekit-definition-');
  try {
    await writeFile(join(folder, 'module.mjs'), code);
    await writeFile(join(folder, 'tell.mjs'), TELL);
    const out = join(folder, 'told.json');
    const onSlow = onStep && (() => onStep(`Waiting for ${DEFINITION} of ${basename(dir)} to load`, 'wait'));
    await runBare(folder, ['--enable-source-maps', join(folder, 'tell.mjs'), out], { onSlow, slowMs });
    const output: Told | null = JSON.parse(await readFile(out, 'utf8'));
    if (output === null) refuseErrors([NO_PLUGIN], dir);
    const { files = [], prompts = [] } = output ?? {};
    return { files: files.map(({ path, text }) => ({ path, bytes: new TextEncoder().encode(text) })), prompts };
  } catch (error) {
    if (stderrOf(error) === '' && !(error instanceof Error && 'killed' in error)) throw error;
    const finding: Finding = {
      code: 'build/definition',
      severity: 'error',
      message: `The definition could not be read: ${failureOf(error, folder)}`,
      file: DEFINITION,
      ...placeInStack(stderrOf(error), dir),
      fix: 'Fix it: it must load without settings, network or files.',
    };
    refuseErrors([finding], dir);
    throw error;
  } finally {
    await removeTemporary(folder);
  }
}

/** Findings of the generated files, said of the file that its author has. */
export function inDefinition(findings: readonly Finding[], { files }: Pick<Definition, 'files'>): Finding[] {
  const generated = new Set(files.map(({ path }) => path));
  return findings.map((finding) => {
    if (!generated.has(finding.file)) return finding;
    const { line: _, column: __, ...rest } = finding;
    return { ...rest, file: DEFINITION };
  });
}

// Written to a file: what the definition itself prints is none of our business.
const TELL = `
import { writeFileSync } from 'node:fs';
import plugin from './module.mjs';
const isPlugin = plugin?.kind === 'plugin';
const told = isPlugin && {
  files: plugin.toFiles().map(({ path, bytes }) => ({ path, text: new TextDecoder().decode(bytes) })),
  prompts: plugin.skills.flatMap((skill) => skill.toPrompt() ?? []),
};
writeFileSync(process.argv[2], JSON.stringify(told || null));
process.exit();
`;

const TWICE: Finding = {
  code: 'plugin/two-manifests',
  severity: 'error',
  message: 'The plugin has both plugin.json and plugin.ts.',
  file: DEFINITION,
  fix: 'Remove one of them.',
};

const NO_PLUGIN: Finding = {
  code: 'build/no-plugin',
  severity: 'error',
  message: 'plugin.ts does not export a plugin as default.',
  file: DEFINITION,
  fix: 'Write `export default definePlugin({ … })`.',
};
