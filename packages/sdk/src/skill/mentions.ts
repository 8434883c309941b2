import { isToolName } from '../tree/names.ts';

/** One tool name in a skill's text; `offset` counts from the start of that text. */
export interface Mention {
  tool: string;
  offset: number;
}

/** Names in backticks that look like tools, alone or as a call: `` `crm_query` ``, `` `crm_query(…)` ``. */
export function toolMentions(text: string): Mention[] {
  return [...text.matchAll(/`([a-z][a-z0-9_]*)(?=[`(])/g)].flatMap((match) => {
    const tool = match[1] ?? '';
    return isToolName(tool) ? [{ tool, offset: match.index + 1 }] : [];
  });
}
