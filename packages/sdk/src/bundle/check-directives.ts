import type { Finding } from '../finding.ts';
import type { PluginManifest } from '../plugin/types.ts';
import { directivesOf } from '../skill/directives.ts';
import { foreignGrants } from '../skill/tool-grants.ts';
import type { Skill } from '../skill/types.ts';
import { Places } from '../tree/line-columns.ts';

const KINDS = ['dynamic-context', 'import', 'tool-grant', 'skill-hook'] as const;
type Kind = (typeof KINDS)[number];

const WHAT: Record<'dynamic-context' | 'import', string> = {
  'dynamic-context': 'Claude Code runs a command when it loads the skill',
  import: 'Claude Code attaches a file when it loads the skill',
};

/**
 * Finds what a host would run, attach or grant because of a skill and the manifest does not declare in
 * `extensions["dev.rolekit"].components`, with the skill's `SKILL.md` as path.
 */
export function checkSkillDirectives(
  skills: readonly Skill[],
  manifest: PluginManifest,
  toolNames: readonly string[],
): Finding[] {
  const { components = [] } = manifest.extensions['dev.rolekit'];
  return skills.flatMap((skill) => {
    const declared = new Set(components.filter(({ path }) => path === skill.path).map(({ kind }) => kind as string));
    const findings = [
      ...bodyFindings(skill),
      ...grantFindings(skill, { plugin: manifest.name, tools: toolNames }),
      ...hookFindings(skill),
    ];
    return findings.filter(({ kind }) => !declared.has(kind)).map(({ finding }) => finding);
  });
}

type Found = { kind: Kind; finding: Finding };

function bodyFindings(skill: Skill): Found[] {
  const places = new Places(skill.body);
  return directivesOf(skill.body).map(({ kind, text, offset }) => {
    const { line, column } = places.at(offset);
    const at = { line: line + skill.bodyLine - 1, column };
    const rewrite = kind === 'import' ? 'Write the path without "@"' : 'Write the "!" and the command apart';
    return found(kind, 'directive', skill, at, `${WHAT[kind]}: ${text}`, rewrite);
  });
}

function grantFindings(skill: Skill, own: { plugin: string; tools: readonly string[] }): Found[] {
  const grants = foreignGrants(skill.allowedTools?.join(' ') ?? '', own);
  if (grants.length === 0) return [];
  const what = `"allowed-tools" grants ${grants.join(', ')}, which Claude Code and others then run without asking`;
  return [
    found('tool-grant', 'tool-grant', skill, skill.places?.allowedTools, what, "Name the plugin's own tools only"),
  ];
}

function hookFindings(skill: Skill): Found[] {
  if (skill.places?.hooks === undefined) return [];
  const what = '"hooks" has Claude Code run commands for the rest of the session';
  return [found('skill-hook', 'skill-hook', skill, skill.places.hooks, what, 'Remove the key')];
}

function found(
  kind: Kind,
  rule: string,
  skill: Skill,
  at: { line: number; column: number } | undefined,
  what: string,
  rewrite: string,
): Found {
  const entry = JSON.stringify({ kind, path: skill.path, reason: '…' });
  return {
    kind,
    finding: {
      code: `skill/${rule}`,
      severity: 'error',
      message: `${what}.`,
      file: skill.path,
      ...at,
      fix: `${rewrite}, or declare it in plugin.json, extensions["dev.rolekit"].components: ${entry}.`,
    },
  };
}
