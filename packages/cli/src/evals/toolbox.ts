import type { BundleFile } from '@rolekit/sdk/bundle';
import { nearest } from '@rolekit/sdk/internal/texts';
import { parseSkill } from '@rolekit/sdk/skill';
import { errorKind } from '../playbook/index.ts';
import type { ServerHost } from '../plugin-server/client.ts';
import type { ModelTool } from './model/index.ts';

/** What a model can use, and what becomes of a call. */
export interface Toolbox {
  /** Said to the model before the conversation. */
  instructions: string;
  tools: readonly ModelTool[];
  call(name: string, args: Record<string, unknown>): Promise<ToolText>;
}

/** A tool's answer as a model reads it. */
export interface ToolText {
  text: string;
  isError: boolean;
  /** Of the error. */
  kind?: string | undefined;
}

/** A model on its own. */
export const NO_TOOLBOX: Toolbox = {
  instructions: '',
  tools: [],
  call: async (name) => unknownTool(name, []),
};

export const READ_SKILL = 'read_skill';

/**
 * A plugin as hosts give it to a model: its skills by name and description, to be read when they are needed, and the tools of
 * its server. Writes are answered by `approvals`, all others are declined.
 */
export async function pluginToolbox(
  files: readonly BundleFile[],
  server: ServerHost | undefined,
  approvals: Readonly<Record<string, 'accept'>>,
): Promise<Toolbox> {
  const texts = skillTexts(files);
  const definitions = (await server?.listTools()) ?? [];
  const served: ModelTool[] = definitions.map(({ name, description = '', inputSchema }) => ({
    name,
    description,
    inputSchema: inputSchema as Record<string, unknown>,
  }));
  const tools = texts.size === 0 ? served : [readSkillTool(), ...served];
  return {
    instructions: skillIndex(files),
    tools,
    async call(name, args) {
      if (name === READ_SKILL && texts.size > 0) return readSkill(texts, args);
      if (!server || !served.some((tool) => tool.name === name))
        return unknownTool(
          name,
          tools.map((tool) => tool.name),
        );
      const answer = await server.callAsking(name, args, () => approvals[name] ?? 'decline');
      return { text: answer.text, isError: answer.isError, kind: answer.isError ? errorKind(answer) : undefined };
    },
  };
}

function readSkillTool(): ModelTool {
  return {
    name: READ_SKILL,
    description: 'Reads the instructions of a skill, or a file that they name.',
    inputSchema: {
      type: 'object',
      properties: {
        name: { type: 'string', description: 'Name of the skill.' },
        file: { type: 'string', description: 'Path of a file inside the skill. Default: SKILL.md' },
      },
      required: ['name'],
    },
  };
}

/** The texts of all skills by their path below `skills/`. */
function skillTexts(files: readonly BundleFile[]): Map<string, string> {
  const inSkills = files.filter(({ path }) => /^skills\/[^/]+\//.test(path));
  return new Map(inSkills.map(({ path, bytes }) => [path.slice('skills/'.length), new TextDecoder().decode(bytes)]));
}

function skillIndex(files: readonly BundleFile[]): string {
  const skills = files.flatMap(({ path, bytes }) => {
    if (!/^skills\/[^/]+\/SKILL\.md$/.test(path)) return [];
    return parseSkill(new TextDecoder().decode(bytes), path).skill ?? [];
  });
  if (skills.length === 0) return '';
  const lines = skills.map(({ name, description }) => `- ${name}: ${description}`);
  return [`Skills say how a job is done. Read one with ${READ_SKILL} before you do what it is for:`, ...lines].join(
    '\n',
  );
}

function readSkill(texts: ReadonlyMap<string, string>, args: Record<string, unknown>): ToolText {
  const { name, file = 'SKILL.md' } = args;
  const path = `${String(name)}/${String(file).replace(/^\.\//, '')}`;
  const text = texts.get(path);
  if (text !== undefined) return { text, isError: false };
  const meant = nearest(path, [...texts.keys()]);
  return {
    text: `There is no ${path}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    isError: true,
    kind: 'not_found',
  };
}

function unknownTool(name: string, known: readonly string[]): ToolText {
  const meant = nearest(name, known);
  return {
    text: `There is no tool ${name}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    isError: true,
    kind: 'unknown_tool',
  };
}
