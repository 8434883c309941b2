import type { Finding } from '../finding.ts';

interface Place {
  line: number;
  column: number;
}

/** An Agent Skill, read from its `SKILL.md`. */
export interface Skill {
  name: string;
  description: string;
  license?: string;
  compatibility?: string;
  metadata?: Record<string, string>;
  allowedTools?: string[];
  /** Where the keys are that give a skill rights or run something; 1-based. */
  places?: { allowedTools?: Place; hooks?: Place };
  /** Markdown after the frontmatter. */
  body: string;
  /** 1-based line of `SKILL.md` on which `body` starts. */
  bodyLine: number;
  /** Names in backticks that look like tools (`connector_verb_object`), each once, in order of appearance. */
  tools: string[];
  /** `skills/<name>/SKILL.md`, relative to the plugin. */
  path: string;
}

/** `skill` is there when its frontmatter could be read; `findings` may hold errors all the same. */
export interface ParsedSkill {
  skill?: Skill;
  findings: Finding[];
}

/** Anything with a tool's literal name: what `list`, `item`, `write` and `batch` of a connection answer. */
export interface ToolRef<N extends string = string> {
  readonly name: N;
}
