import { existsSync } from 'node:fs';
import type { Finding } from '@rolekit/sdk';
import { refuseErrors } from '@rolekit/sdk/internal';
import { Spec, textOf } from './description/spec.ts';
import { connectorFiles } from './emit/connector-files.ts';
import { typesSource } from './emit/types-source.ts';
import { OpenApiError } from './errors.ts';
import { type Choice, chosenHeads, operationHeads, readOperation } from './operation/operations.ts';
import { credentialsOf } from './operation/security.ts';
import { atBaseUrl, baseUrlOf } from './operation/servers.ts';
import { templateFiles, unused } from './template-files.ts';
import { guessOf } from './tool/paging-words.ts';
import { toolsOf } from './tool/tools.ts';
import { proseOf } from './words.ts';

export interface ImportTarget {
  /** Of the connector: tools begin with it. */
  name: string;
  title: string;
  /** @default what the description says of itself */
  description?: string | undefined;
}

export interface OpenApiImport {
  /** Source, sandbox, playbook and README by path; no manifest, and nothing else that any connector has. */
  files: Map<string, string>;
  description: string;
  report: ImportReport;
}

/** What came of an import, for people and scripts. */
export interface ImportReport {
  operations: number;
  chosen: number;
  tools: { name: string; access: string; enabled: boolean; off?: string; tokens: number; calls: string }[];
  /** What the description does not say and was read from names. */
  guesses: { tool: string; guess: string }[];
  /** Estimated tokens of the tools that are on by default. */
  tokens: number;
  findings: Finding[];
}

/**
 * Makes the files of a connector from an OpenAPI description: Swagger 2.0, or OpenAPI 3.0 to 3.2, as JSON or YAML.
 *
 * @throws RK_FINDINGS with all that is wrong in the description, RK_USAGE when nothing was chosen
 */
export async function importOpenApi(path: string, target: ImportTarget, choice: Choice): Promise<OpenApiImport> {
  if (!existsSync(path)) throw new OpenApiError('noFile', { path });
  const spec = new Spec(path);
  refuseErrors(spec.unreadable, 'the description');
  checkVersion(spec);
  refuseErrors(spec.findings.list(), 'the description');
  const heads = operationHeads(spec);
  const chosen = chosenHeads(heads, choice);
  if (chosen.length === 0 && heads.length > 0) throw new OpenApiError('noOperation', { tags: tagsOf(heads) });
  if (heads.length === 0)
    spec.findings.error(
      'openapi/empty',
      spec.at(spec.root, 'paths'),
      'It describes no operation.',
      'Name the file that has `paths`.',
    );
  const operations = atBaseUrl(spec, chosen).flatMap((head) => readOperation(spec, head) ?? []);
  const base = baseUrlOf(spec);
  const credentials = credentialsOf(spec, operations, base.url);
  const tools = toolsOf(spec, target.name, operations, credentials);
  const types = await typesSource(spec, tools);
  refuseErrors([...spec.unreadable, ...spec.findings.list()], 'the description');
  if (tools.length === 0) throw new OpenApiError('noTool');
  const files = await templateFiles(target.name);
  const own = connectorFiles({ name: target.name, title: target.title, base, credentials, tools, types });
  for (const [file, text] of own) files.set(file, text);
  for (const file of unused(files)) files.delete(file);
  const enabled = tools.filter((tool) => tool.enabled);
  return {
    files,
    description: target.description ?? describedBy(spec, target.title),
    report: {
      operations: heads.length,
      chosen: chosen.length,
      tools: tools.map(({ name, access, enabled: on, off, tokens, operation: { method, path: at } }) => ({
        name,
        access,
        enabled: on,
        ...(off === undefined ? {} : { off }),
        tokens,
        calls: `${method.toUpperCase()} ${at}`,
      })),
      guesses: tools.flatMap(({ name, guessedRead, list, operation: { method } }) => [
        ...(guessedRead ? [{ tool: name, guess: `${method.toUpperCase()} is taken for a read.` }] : []),
        ...(list ? [{ tool: name, guess: guessOf(list.paging) }] : []),
      ]),
      tokens: enabled.reduce((sum, tool) => sum + tool.tokens, 0),
      findings: spec.findings.list(),
    },
  };
}

function checkVersion(spec: Spec): void {
  const { root } = spec;
  const swagger = String(spec.at(root, 'swagger').value ?? '');
  const openapi = String(spec.at(root, 'openapi').value ?? '');
  if (swagger.startsWith('2.') || /^3\.[0-2]\b/.test(openapi)) return;
  const version = openapi || swagger;
  const key = version === '' ? root : spec.at(root, openapi ? 'openapi' : 'swagger');
  const message = version === '' ? 'It names no version of OpenAPI.' : `Version ${version} is not known.`;
  spec.findings.error('openapi/version', key, message, 'Use Swagger 2.0, or OpenAPI 3.0 to 3.2.');
}

function tagsOf(heads: readonly { tags: string[] }[]): string {
  const tags = [...new Set(heads.flatMap((head) => head.tags))];
  return tags.length === 0 ? '(none)' : tags.slice(0, 20).join(', ');
}

function describedBy(spec: Spec, title: string): string {
  const info = spec.get(spec.root, 'info');
  const prose = proseOf(textOf(spec, info, 'description') ?? textOf(spec, info, 'title'), 200);
  return prose.length >= 20 ? prose : `Typed access to ${prose || title}, from its OpenAPI description.`;
}
