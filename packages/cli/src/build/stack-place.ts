import { pathToFileURL } from 'node:url';

/** Where in a plugin's own code something is. */
export interface CodePlace {
  file?: string;
  line?: number;
  column?: number;
}

/** The innermost place of a stack that lies in the plugin's own code. */
export function placeInStack(stack: string, dir: string): CodePlace {
  const root = pathToFileURL(`${dir}/`).href;
  for (const [, where = '', line, column] of stack.matchAll(/\(?((?:file:|\/|[A-Z]:\\)[^()\n]*?):(\d+):(\d+)\)?$/gm)) {
    const url = where.startsWith('file:') ? where : pathToFileURL(where).href;
    if (!url.startsWith(root) || url.includes('/node_modules/')) continue;
    return { file: decodeURI(url.slice(root.length)), line: Number(line), column: Number(column) };
  }
  return {};
}
