import type { ToolModel } from '../tool/tool-model.ts';
import { toolSource } from './tool-source.ts';

export const FROM_HTTP = [
  'byCursor',
  'byKeyset',
  'byLink',
  'byNextUrl',
  'byOffset',
  'byPage',
  'listPage',
  'parseAnswer',
  'readAt',
];

export const FROM_UNDO = ['checkUnchanged', 'undoOf', 'undoOfBody', 'writtenOf'];

export const FROM_REQUEST = [
  'bytesOf',
  'cookiesOf',
  'currentOf',
  'fileOf',
  'formOf',
  'given',
  'headersOf',
  'keyOf',
  'multipartOf',
  'onePage',
  'pathPart',
  'recordOf',
  'rowsAt',
  'search',
  'segment',
  'shownFile',
  'shownOf',
  'simpleOf',
  'summaryOf',
  'textOf',
  'withDigits',
];

export function groupSource(
  connector: string,
  tools: readonly ToolModel[],
  constants: ReadonlyMap<ToolModel, string>,
  answers: ReadonlyMap<ToolModel, string[]>,
): string {
  const sources = tools.map((tool) => toolSource(tool, constants.get(tool) ?? '', answers.get(tool) ?? [], connector));
  const code = sources.join('\n\n');
  const used = (names: readonly string[]) => names.filter((name) => new RegExp(`\\b${name}[()]`).test(code));
  const types = /\bHttpRequest\b/.test(code) ? ['type HttpRequest'] : [];
  const http = [...used(FROM_HTTP), ...types].sort((a, b) => bareName(a).localeCompare(bareName(b)));
  const undo = used(FROM_UNDO);
  const request = used(FROM_REQUEST);
  const schemas = [...new Set(tools.flatMap((tool) => answers.get(tool) ?? []))].filter(Boolean).sort();
  return [
    `import { defineTool } from '@rolekit/sdk';`,
    ...(http.length > 0 ? [`import { ${http.join(', ')} } from '@rolekit/sdk/http';`] : []),
    `import { z } from 'zod';`,
    `import { ${schemas.join(', ')} } from '../answers.ts';`,
    `import { connection } from '../api.ts';`,
    ...(request.length > 0 ? [`import { ${request.join(', ')} } from '../request.ts';`] : []),
    ...(undo.length > 0 ? [`import { ${undo.join(', ')} } from '../undo.ts';`] : []),
    '',
    code,
  ].join('\n');
}

function bareName(name: string): string {
  return name.replace('type ', '');
}
