import { z } from 'zod';
import { nameBelow } from './entries.ts';
import type { FormErrors } from './read-entries.ts';

type Issue = z.core.$ZodIssue;

/**
 * What a tool's schema says against the arguments, by the name of the input. The server has the last word: a schema that cannot be
 * read here says nothing.
 */
export function checkArguments(inputSchema: Record<string, unknown>, args: Record<string, unknown>): FormErrors {
  const schema = readable({ type: 'object', ...inputSchema });
  const result = schema?.safeParse(args);
  return new Map(result?.success === false ? result.error.issues.flatMap(problemsOf).reverse() : []);
}

function readable(schema: Record<string, unknown>): z.ZodType | undefined {
  try {
    return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  } catch {
    return undefined;
  }
}

/** Of a union, what keeps the value from its nearest alternative. */
function problemsOf(issue: Issue): [name: string, text: string][] {
  if (issue.code === 'invalid_union') {
    const deepest = issue.errors.flat().filter(({ path }) => path.length > 0);
    if (deepest.length > 0)
      return deepest.flatMap((inner) => problemsOf({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  const name = issue.path.reduce<string>((below, part) => nameBelow(below, String(part)), '');
  return [[name, issue.message.replace(/^Invalid input: /, '').replace(/^./, (letter) => letter.toUpperCase())]];
}
