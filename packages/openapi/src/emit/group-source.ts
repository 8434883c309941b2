import type { ToolModel } from '../tool/tool-model.ts';
import { toolSource } from './tool-source.ts';

/** What the code of tools may use, by where it comes from. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  '@rolekit/sdk': ['changeOf'],
  '@rolekit/sdk/http': ['byCursor', 'byKeyset', 'byLink', 'byNextUrl', 'byOffset', 'byPage', 'parseAnswer', 'path'],
  '../digits.ts': ['withDigits'],
  '../files.ts': ['bytesOf', 'fileOf', 'GIVEN_FILE', 'multipartOf', 'shownFile'],
  '../hidden.ts': ['shownOf'],
  '../styles.ts': ['cookiesOf', 'formOf', 'headersOf', 'pathPart', 'search', 'simpleOf', 'textOf'],
  '../undo.ts': ['without'],
};

/** Names that no tool's constant may have. */
export const IMPORTED = ['z', ...Object.values(NAMES).flat()];

export interface Group {
  connector: string;
  /** Name of the connection. */
  connection: string;
  tools: readonly ToolModel[];
  constants: ReadonlyMap<ToolModel, string>;
  answers: ReadonlyMap<ToolModel, string[]>;
}

export function groupSource({ connector, connection, tools, constants, answers }: Group): string {
  const schemas = new Set([...tools.flatMap((tool) => answers.get(tool) ?? []), 'RECORD']);
  const taken = new Set([...IMPORTED, ...schemas, connection]);
  const code = tools
    .map((tool) =>
      toolSource(tool, constants.get(tool) ?? '', connection, { connector, answers: answers.get(tool) ?? [], taken }),
    )
    .join('\n\n');
  const plain = withoutTexts(code);
  const imports = Object.entries(NAMES).flatMap(([from, names]) => {
    const used = names.filter((name) => new RegExp(`\\b${name}[()\`.,]`).test(plain));
    return used.length === 0 ? [] : [`import { ${used.join(', ')} } from '${from}';`];
  });
  const used = [...schemas].filter((name) => new RegExp(`\\b${name}\\b`).test(plain)).sort();
  const own = [
    `import { ${used.join(', ')} } from '../answers.ts';`,
    `import { ${connection} } from '../api.ts';`,
    ...imports.filter((line) => line.includes(`'../`)),
  ];
  return [
    ...imports.filter((line) => !line.includes(`'../`)),
    ...(/\bz\./.test(plain) ? [`import { z } from 'zod';`] : []),
    ...own,
    '',
    code,
  ].join('\n');
}

/** Code without what is quoted or said in comments: the words of a description are no names. */
function withoutTexts(code: string): string {
  const texts = /`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\/\/.*$/gm;
  return code.replace(texts, (text) => (text.startsWith('`') ? text : ''));
}
