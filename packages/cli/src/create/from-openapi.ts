import type { Choice, OpenApiImport } from '@rolekit/openapi';
import { fillTemplateFiles, type TemplateValues } from '../templates.ts';

/** Of the connector template: an import makes its own. */
const EXAMPLES = ['sandbox/answer.ts', 'sandbox/notes.ts', 'sandbox/server.ts', 'playbooks/first.yaml'];

/**
 * A connector from an OpenAPI description, in the place of the code of the connector template. The importer is loaded here
 * and nowhere else.
 *
 * @throws RK_FINDINGS with all that is wrong in the description, RK_USAGE when nothing was chosen
 */
export async function connectorFromOpenApi(
  path: string,
  values: TemplateValues,
  choice: Choice,
): Promise<Pick<OpenApiImport, 'files' | 'report'>> {
  const { importOpenApi } = await import('@rolekit/openapi');
  const { files: own, description, report } = await importOpenApi(path, values, choice);
  const files = await fillTemplateFiles(['connector'], { ...values, description }, EXAMPLES);
  for (const [file, text] of own) files.set(file, text);
  return { files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))), report };
}
