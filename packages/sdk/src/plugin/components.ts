import { z } from 'zod';
import { writtenPathProblem } from '../tree/paths.ts';
import { proseText } from '../tree/text-rules.ts';
import { COMPONENT_KINDS, type ComponentKind } from './component-kinds.ts';

export { COMPONENT_KINDS, type ComponentKind };

export const COMPONENT_HOSTS = ['claude', 'codex', 'copilot', 'cursor', 'gemini', 'vscode'] as const;

export type ComponentHost = (typeof COMPONENT_HOSTS)[number];

/** One entry of `extensions["dev.rolekit"].components`. */
export interface PluginComponent {
  kind: ComponentKind;
  /** File or folder of the bundle, as the archive has it: no `./` before it and no `/` after it. */
  path: string;
  /** Why the plugin needs it, for whoever decides about installing it. */
  reason: string;
  /** Hosts that act on it. @default all that know its place */
  hosts?: ComponentHost[];
}

const MAX_COMPONENTS = 100;

const componentPath = z.string().superRefine((value, context) => {
  const add = (problem: string, fix: string) => {
    context.addIssue({ code: 'custom', message: `The path "${value}" ${problem}.`, params: { rule: 'path', fix } });
  };
  const bare = value.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
  if (bare === '' || bare === '.') return add('is the whole plugin', 'Name the file or the folder that a host loads.');
  const problem = writtenPathProblem(value);
  if (problem !== undefined) return add(problem, 'Write a relative path with "/" to something inside the plugin.');
  if (bare !== value) add('is not written as the bundle has it', `Write "${bare}".`);
});

const pluginComponent = z.strictObject({
  kind: z.enum(COMPONENT_KINDS),
  path: componentPath,
  reason: proseText('reason', 300),
  hosts: z.array(z.enum(COMPONENT_HOSTS)).min(1, 'name a host, or leave the key out').optional(),
});

/** Schema of `extensions["dev.rolekit"].components`. */
export const pluginComponents = z
  .array(pluginComponent)
  .max(MAX_COMPONENTS, `a plugin has at most ${MAX_COMPONENTS} components`)
  .superRefine(
    (value, context) => {
      if (!Array.isArray(value)) return;
      const seen = new Set<string>();
      for (const [index, entry] of value.entries()) {
        const key = `${entry?.kind} ${entry?.path}`;
        if (seen.has(key)) {
          const message = `The component "${key}" is there twice.`;
          context.addIssue({ code: 'custom', path: [index], message, params: { rule: 'component', fix: 'Keep one.' } });
        }
        seen.add(key);
      }
    },
    { when: () => true },
  );
