import { isName } from '@rolekit/sdk/internal';
import type { CommandContext } from '../command.ts';
import { interrupted } from '../errors.ts';
import { nameProblem } from './names.ts';
import { type Kind, TEMPLATES } from './templates.ts';

export interface Answers {
  kind: string | undefined;
  name: string | undefined;
  namespace: string | undefined;
  description: string | undefined;
  template: string | undefined;
}

/** Answers, and what says that no template is wanted. */
type Given = Answers & { fromOpenApi: string | undefined };

/** Asks on a terminal for what the command line does not say. */
export async function ask(given: Given, context: CommandContext): Promise<Answers & { namespace: string }> {
  const { select, text } = await import('@clack/prompts');
  const common = { output: process.stderr, signal: context.signal };
  const answer = (value: string | symbol): string => {
    // a symbol is Ctrl-C
    if (typeof value === 'string') return value;
    throw interrupted('Nothing was created.', 'Run the command again to start over.');
  };
  const kind =
    given.kind ??
    answer(
      await select({
        ...common,
        message: 'What do you want to create?',
        options: [
          { value: 'connector', label: 'Connector', hint: 'typed access to one app' },
          { value: 'plugin', label: 'Plugin', hint: 'the skills and connectors of one role' },
          { value: 'workspace', label: 'Workspace', hint: 'several of both, released together' },
        ],
      }),
    );
  const templates = TEMPLATES[kind as Kind];
  const template =
    given.template ??
    (given.fromOpenApi !== undefined || templates.length === 1
      ? undefined
      : answer(
          await select({
            ...common,
            message: 'Which template?',
            options: templates.map(({ name, hint }) => ({ value: name, label: name, hint })),
          }),
        ));
  const name =
    given.name ??
    answer(await text({ ...common, message: 'Name', validate: (value) => nameProblem(kind, value ?? '') }));
  const namespace =
    given.namespace ??
    answer(
      await text({
        ...common,
        message: 'Your namespace in the registry',
        initialValue: 'local',
        validate: (value) => (isName(value ?? '') ? undefined : 'Use lower-case letters, digits and single hyphens.'),
      }),
    );
  const description =
    given.description ??
    answer(await text({ ...common, message: 'What it does, in one sentence (optional)', defaultValue: '' }));
  return { kind, name, namespace, template, description: description || undefined };
}
