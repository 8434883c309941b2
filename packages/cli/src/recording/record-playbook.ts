import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { refuseErrors, writeWhole } from '@rolekit/sdk/internal';
import type { PluginSource } from '@rolekit/sdk/plugin';
import { stringify } from 'yaml';
import { type ComposedBundle, readFolder } from '../build/index.ts';
import { wordsIn } from '../build/words.ts';
import type { CommandContext } from '../command.ts';
import { CliError, usageError } from '../errors.ts';
import { type PlaybookResult, parsePlaybook, runPlaybook } from '../playbook/index.ts';
import type { VerifyingRegistry } from '../registry/verifying-registry.ts';
import { openBench, type TestBench } from '../testing/bench.ts';
import { openServers } from '../testing/built-servers.ts';
import { composeChecked } from '../validate/compose-checked.ts';
import { checkSubjects } from '../validate/playbooks.ts';
import { draftSteps, type StepDraft } from './draft-steps.ts';
import { readScript, runScript, runWithPerson } from './session.ts';

export interface RecordOptions {
  /** File name of the playbook without its ending. */
  name: string;
  title: string | undefined;
  /** What it proves; one of the two, or what the plugin has only one of. */
  skill: string | undefined;
  connector: string | undefined;
  /** File with the calls. @default stdin */
  script: string | undefined;
  registry: VerifyingRegistry | undefined;
  /** Of namespaces. */
  registries?: ReadonlyMap<string, VerifyingRegistry> | undefined;
}

export interface RecordedPlaybook {
  /** Relative to the plugin. */
  file: string;
  steps: number;
  /** Names of the values that later calls take from earlier results. */
  captured: string[];
  /** It was run once more as it was written. */
  result: PlaybookResult;
}

/**
 * Writes what is called in a session against the sandboxes as a playbook, and runs it once as it was written.
 *
 * @throws RK_USAGE, RK_EXISTS, RK_FINDINGS, RK_INTERRUPTED
 */
export async function recordPlaybook(
  dir: string,
  options: RecordOptions,
  context: CommandContext,
): Promise<RecordedPlaybook> {
  const { registry, registries, script } = options;
  const onStep = (text: string) => context.progress.step(text);
  if (!/^[a-z0-9][a-z0-9-]*$/.test(options.name))
    throw usageError(`\`${options.name}\` is no name of a playbook.`, 'Use lower-case letters, digits and `-`.');
  const file = `playbooks/${options.name}.yaml`;
  if (existsSync(join(dir, file)))
    throw new CliError('RK_EXISTS', { path: file, hint: 'Choose another --name, or remove it.' });
  const subject = subjectOf(options, await readFolder(dir, onStep));
  const lines = context.interactive && script === undefined ? undefined : await readScript(script, context);
  const bundle = await composeChecked(dir, { registry, registries, onStep }, { types: false });
  const { tools } = bundle;
  const bench = await openBench(
    tools.connectors.map(({ name }) => name),
    dir,
    { words: wordsIn(bundle.files), onStep },
  );
  const servers = await openServers(bundle, bench);
  try {
    const server = await servers.connectedTo();
    const session = { tools, server, secrets: secretsOf(bundle, bench), context };
    const calls = await (lines ? runScript(lines, session) : runWithPerson(session));
    const steps = draftSteps(calls);
    const text = textOf({ ...subject, title: options.title ?? 'A recorded session', steps });
    const { playbook, findings } = parsePlaybook(text, file);
    if (!playbook)
      throw new CliError('RK_UNEXPECTED', { reason: `it wrote a playbook with a mistake: ${findings[0]?.message}` });
    onStep(`Running ${file}`);
    await bench.reset();
    const result = await runPlaybook(playbook, server);
    await writeWhole(join(dir, file), new TextEncoder().encode(text), { isPrivate: false });
    return { file, steps: steps.length, captured: steps.flatMap(({ capture }) => Object.keys(capture ?? {})), result };
  } finally {
    await servers.close();
    await bench.close();
  }
}

type Subject = { skill: string } | { connector: string };

/** @throws RK_FINDINGS, RK_USAGE */
function subjectOf({ skill, connector, name }: RecordOptions, source: PluginSource): Subject {
  const { manifest, skills, findings } = source;
  refuseErrors(findings, 'the plugin');
  if (!manifest) throw new CliError('RK_UNEXPECTED', { reason: 'the plugin has neither a manifest nor a finding' });
  const connectors = Object.keys(manifest.extensions['dev.rolekit'].connectors ?? {});
  if (skill !== undefined && connector !== undefined)
    throw usageError('--skill and --connector cannot be combined.', 'A playbook proves one of them.');
  const [onlySkill, ...moreSkills] = skills.map((each) => each.name);
  const [onlyConnector, ...moreConnectors] = connectors;
  const subject =
    skill !== undefined
      ? { skill }
      : connector !== undefined
        ? { connector }
        : onlySkill !== undefined && moreSkills.length === 0
          ? { skill: onlySkill }
          : onlySkill === undefined && onlyConnector !== undefined && moreConnectors.length === 0
            ? { connector: onlyConnector }
            : undefined;
  if (!subject) throw usageError(`What \`${name}\` proves is not clear.`, 'Name it with --skill or --connector.');
  const playbook = { ...subject, placeOf: () => ({ line: 1, column: 1 }) };
  const [unknown] = checkSubjects([playbook as never], manifest, skills);
  if (unknown) throw usageError(unknown.message, unknown.fix ?? '');
  return subject;
}

/** Values of secret settings, and what signs in to a sandbox. */
function secretsOf({ tools }: ComposedBundle, bench: TestBench): string[] {
  return tools.connectors.flatMap(({ name, config }) =>
    bench.secrets(
      name,
      config.filter(({ secret }) => secret).map((field) => field.name),
    ),
  );
}

function textOf(playbook: Subject & { title: string; steps: readonly StepDraft[] }): string {
  const { steps, ...head } = playbook;
  const options = { lineWidth: 0 };
  const written = steps.map((step) => stringify({ steps: [step] }, options).replace(/^steps:\n/, ''));
  return `${stringify(head, options)}\nsteps:\n${written.join('\n')}`;
}
