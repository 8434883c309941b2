import type { Finding } from '@rolekit/sdk';
import { nearest } from '@rolekit/sdk/internal/texts';
import type { PluginManifest } from '@rolekit/sdk/plugin';
import type { Skill } from '@rolekit/sdk/skill';
import type { Playbook } from '../playbook/index.ts';

/** Findings for playbooks that prove a skill or a connector, or connect a connector, that the plugin does not have. */
export function checkSubjects(
  playbooks: readonly Playbook[],
  manifest: PluginManifest,
  skills: readonly Pick<Skill, 'name'>[],
): Finding[] {
  const skillNames = skills.map((skill) => skill.name);
  const connectorNames = Object.keys(manifest.extensions['dev.rolekit'].connectors ?? {});
  return playbooks.flatMap((playbook) => [
    ...unknown(playbook, 'skill', playbook.skill, skillNames),
    ...unknown(playbook, 'connector', playbook.connector, connectorNames),
    ...(playbook.connected ?? []).flatMap((name, index) =>
      unknown(playbook, 'connector', name, connectorNames, ['connected', index]),
    ),
  ]);
}

/** Findings for steps that call a tool which the plugin's connectors do not have. */
export function checkCalls(playbooks: readonly Playbook[], tools: readonly string[]): Finding[] {
  return playbooks.flatMap((playbook) =>
    playbook.steps.flatMap((step, index): Finding[] => {
      if (tools.includes(step.call)) return [];
      const meant = nearest(step.call, tools);
      return [
        {
          code: 'playbook/unknown-tool',
          severity: 'error',
          message: `There is no tool "${step.call}".`,
          file: playbook.file,
          ...playbook.placeOf(['steps', index, 'call']),
          fix: meant ? `Did you mean "${meant}"?` : 'Name a tool of the connectors in plugin.json.',
        },
      ];
    }),
  );
}

function unknown(
  playbook: Playbook,
  kind: 'skill' | 'connector',
  name: string | undefined,
  known: readonly string[],
  where: readonly (string | number)[] = [kind],
): Finding[] {
  if (name === undefined || known.includes(name)) return [];
  const meant = nearest(name, known);
  const list = known.length > 0 ? `The plugin has ${known.join(', ')}.` : `The plugin has no ${kind}.`;
  return [
    {
      code: `playbook/unknown-${kind}`,
      severity: 'error',
      message: `The plugin has no ${kind} "${name}".`,
      file: playbook.file,
      ...playbook.placeOf(where),
      fix: meant ? `Did you mean "${meant}"?` : list,
    },
  ];
}
