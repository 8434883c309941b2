import { z } from 'zod';
import type { Connector } from './connector.ts';
import type { AnyTool } from './tool.ts';
import { inputSchemaOf } from './tool-schemas.ts';

/** A problem of a tool that shows only when its code runs. */
export interface ToolProblem {
  tool: string;
  rule: 'schema' | 'example' | 'long-description';
  message: string;
  fix: string;
}

/** Bytes of a description that Claude Code gives to a model; it cuts the rest off. */
const MAX_DESCRIPTION_BYTES = 2048;

/** All problems of a connector's tools, for their author. */
export function examineTools({ tools }: Connector): ToolProblem[] {
  return Object.values<AnyTool>(tools).flatMap((tool) => [
    ...schemaProblems(tool),
    ...exampleProblems(tool),
    ...descriptionProblems(tool),
  ]);
}

const OWN_SCHEMA =
  'Give the tool a schema of its own, without `.transform`; transform in the one that parses the answer of the vendor.';

function schemaProblems({ name, input, output }: AnyTool): ToolProblem[] {
  const sides = [
    ['input', input],
    ['output', output],
  ] as const;
  return sides.flatMap(([io, schema]) => {
    try {
      z.toJSONSchema(schema, { io, unrepresentable: 'throw' });
      return [];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `Hosts are not told all of the ${io} of ${name}: ${reason}.`;
      return [
        {
          tool: name,
          rule: 'schema' as const,
          message,
          fix: /transform/i.test(reason)
            ? OWN_SCHEMA
            : 'Use what JSON has: texts, numbers, true and false, lists and objects.',
        },
      ];
    }
  });
}

function exampleProblems(tool: AnyTool): ToolProblem[] {
  return tool.examples.flatMap(({ title, input }) => {
    const { error } = inputSchemaOf(tool).safeParse(input);
    if (!error) return [];
    const reasons = error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '));
    const message = `The example "${title}" of ${tool.name} does not fit its input: ${reasons.join('; ')}.`;
    return [{ tool: tool.name, rule: 'example', message, fix: 'Correct the example, or the input.' }];
  });
}

function descriptionProblems({ name, description }: AnyTool): ToolProblem[] {
  const size = new TextEncoder().encode(description).length;
  if (size <= MAX_DESCRIPTION_BYTES) return [];
  const message = `The description of ${name} has ${size} bytes; Claude Code cuts it off after ${MAX_DESCRIPTION_BYTES}.`;
  return [
    {
      tool: name,
      rule: 'long-description',
      message,
      fix: 'Shorten it: details belong into the arguments’ descriptions, or a skill.',
    },
  ];
}
