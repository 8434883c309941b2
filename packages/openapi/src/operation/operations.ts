import { objectOf, type Spec, textOf } from '../description/spec.ts';
import { answerOf } from './answer.ts';
import { bodyOf } from './body.ts';
import { METHODS, type Operation, type OperationHead } from './operation.ts';
import { parametersOf } from './parameters.ts';
import { credentialParameters, requirementsOf } from './security.ts';

export interface Choice {
  tags: readonly string[];
  paths: readonly string[];
  operations: readonly string[];
}

const MAX_OPERATIONS = 2000;
const MAX_PATH_LENGTH = 500;

/** All operations of a description. */
export function operationHeads(spec: Spec): OperationHead[] {
  const heads: OperationHead[] = [];
  const paths = spec.get(spec.root, 'paths');
  const calls = Object.keys(objectOf(spec.get(spec.root, 'webhooks')) ?? {}).length;
  if (calls > 0)
    spec.findings.note(
      'openapi/webhooks',
      spec.at(spec.root, 'webhooks'),
      `${calls} webhook${calls === 1 ? ' is' : 's are'} left out: the API calls them, and no tool does.`,
    );
  for (const path of Object.keys(objectOf(paths) ?? {}).filter((key) => key.startsWith('/'))) {
    const pathItem = spec.get(paths, path);
    if (path.length > MAX_PATH_LENGTH) {
      const message = `A path of ${path.length} characters is left out; ${MAX_PATH_LENGTH} are the most.`;
      spec.findings.warning('openapi/too-large', spec.at(paths, path), message);
      continue;
    }
    for (const name of Object.keys(objectOf(pathItem) ?? {})) {
      const node = spec.at(pathItem, name);
      if (['options', 'trace', 'query', 'additionalOperations'].includes(name))
        spec.findings.note('openapi/method', node, `${name.toUpperCase()} is no method of a tool: left out.`);
      const method = METHODS.find((known) => known === name);
      if (!method || !objectOf(node)) continue;
      if (method === 'head' && objectOf(spec.at(pathItem, 'get'))) {
        spec.findings.note('openapi/method', node, 'HEAD tells nothing that GET of the same path does not: left out.');
        continue;
      }
      const tags = spec.items(spec.at(node, 'tags')).map(({ value }) => String(value));
      heads.push({ method, path, id: textOf(spec, node, 'operationId'), tags, node, pathItem });
    }
  }
  if (heads.length > MAX_OPERATIONS)
    spec.findings.error(
      'openapi/too-large',
      paths,
      `It has ${heads.length} operations; ${MAX_OPERATIONS} are the most.`,
      'Cut the file down to those that you need; --tag, --path and --operation choose among them.',
    );
  return heads;
}

/** Those that are asked for: by any tag, path (with `*`) or operation. Nothing asked means all. */
export function chosenHeads(heads: readonly OperationHead[], { tags, paths, operations }: Choice): OperationHead[] {
  if (tags.length + paths.length + operations.length === 0) return [...heads];
  const patterns = paths.map(patternOf);
  const lower = tags.map((tag) => tag.toLowerCase());
  return heads.filter(
    ({ method, path, id, tags: own }) =>
      own.some((tag) => lower.includes(tag.toLowerCase())) ||
      patterns.some((pattern) => pattern.test(path)) ||
      (id !== undefined && operations.includes(id)) ||
      operations.some((name) => name.toLowerCase() === `${method} ${path}`.toLowerCase()),
  );
}

/** `*` is any part of one segment, `**` any number of segments; what stands below a path belongs to it. */
function patternOf(path: string): RegExp {
  const text = path
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')))
    .join('');
  return new RegExp(`^${text.replace(/\/$/, '')}(?:/.*)?$`);
}

/** Reads an operation whole; undefined when a tool cannot be made of it, which is a finding. */
export function readOperation(spec: Spec, head: OperationHead): Operation | undefined {
  const { node } = head;
  const parameters = parametersOf(spec, head);
  const body = bodyOf(spec, head);
  const answer = answerOf(spec, head);
  if (body === 'unsupported' || answer === 'unsupported') return undefined;
  return {
    method: head.method,
    path: head.path,
    id: head.id,
    tags: head.tags,
    summary: textOf(spec, node, 'summary'),
    description: textOf(spec, node, 'description'),
    parameters,
    body,
    answer,
    security: requirementsOf(spec, spec.at(node, 'security')),
    credentials: credentialParameters(spec, head),
    deprecated: objectOf(node)?.deprecated === true,
    node,
  };
}
