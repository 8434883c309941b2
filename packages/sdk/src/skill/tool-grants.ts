/** What of a plugin a skill may name in `allowed-tools`. */
export interface OwnTools {
  /** Name of the plugin, which is also the name of its server. */
  plugin: string;
  tools: readonly string[];
}

/**
 * The entries of `allowed-tools` that grant more than the plugin's own tools. Own tools may be written as each host names
 * them: bare, `mcp__plugin_<plugin>_<server>__<tool>` (Claude Code), `mcp__<server>__<tool>` (Codex),
 * `mcp_<server>_<tool>` (Gemini) and `<server>/<tool>` (Copilot, VS Code).
 */
export function foreignGrants(allowedTools: string, { plugin, tools }: OwnTools): string[] {
  const own = new Set(
    tools.flatMap((tool) => [
      tool,
      `mcp__plugin_${plugin}_${plugin}__${tool}`,
      `mcp__${plugin}__${tool}`,
      `mcp_${plugin}_${tool}`,
      `${plugin}/${tool}`,
    ]),
  );
  return grantsOf(allowedTools).filter((grant) => !own.has(grant));
}

/** Entries are parted by blanks or commas, except inside brackets: `Bash(git add *), Read`. */
export function grantsOf(allowedTools: string): string[] {
  return allowedTools.match(/[^\s,(]*\([^)]*\)?|[^\s,(]+/g) ?? [];
}
