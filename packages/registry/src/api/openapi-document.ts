import swagger from '@fastify/swagger';
import { SCHEMAS } from '@rolekit/sdk/wire';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

export interface PluginParams {
  namespace: string;
  name: string;
}

export interface VersionParams extends PluginParams {
  version: string;
}

const text = (description: string) => ({ type: 'string', description });
const plugin = { namespace: text('Owner of the name'), name: text('Name of the plugin') };
const version = { ...plugin, version: text('A version, a channel or `latest`') };

/** Path parameters. */
export const PLUGIN = params(plugin);
export const VERSION = params(version);
export const SKILL = params({ ...version, skill: text('Name of the skill') });
export const CHANNEL = params({
  ...plugin,
  channel: text('Lower-case letters, digits and single hyphens; not `latest`'),
});

export const NAMESPACE = params({ namespace: plugin.namespace });
export const NAMESPACE_KEY = params({ namespace: plugin.namespace, key: text('Id of the key') });
export const DOMAIN = params({ namespace: plugin.namespace, domain: text('`acme.example`') });
export const MEMBER = {
  type: 'object',
  properties: {
    namespace: plugin.namespace,
    kind: { type: 'string', enum: ['account', 'group'] },
    subject: {
      type: 'string',
      maxLength: 200,
      pattern: '^[^\\p{C}]+$',
      description: 'Handle of the account, or name of the group',
    },
  },
  required: ['namespace', 'kind', 'subject'],
};

function params(properties: Record<string, unknown>) {
  return { type: 'object', properties, required: Object.keys(properties) };
}

type SchemaName = keyof typeof SCHEMAS;

/** The responses of a route: schemas of success by status, then the statuses that carry an error. */
export function answers(
  success: Record<number, SchemaName | Record<string, unknown>>,
  ...errors: number[]
): Record<string, unknown> {
  const refs = Object.entries(success).map(([status, schema]) => [
    status,
    typeof schema === 'string' ? { $ref: `${schema}#` } : schema,
  ]);
  return Object.fromEntries([...refs, ...errors.map((status) => [status, { $ref: 'ErrorBody#' }])]);
}

const JSON_SCHEMAS = Object.entries(SCHEMAS).map(([name, schema]) => {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io: 'output' });
  return { ...json, $id: name };
});

/** Registers the shared schemas and the document of all routes that follow. */
export async function describeRoutes(app: FastifyInstance, version: string): Promise<void> {
  for (const schema of JSON_SCHEMAS) app.addSchema(schema);
  // Answers are whole buffers: the schemas describe them, they do not write them.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Rolekit registry',
        version,
        description: 'Publishes and versions role plugins.',
        license: { name: 'Apache-2.0' },
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      tags: [
        { name: 'read', description: 'Needs no token' },
        { name: 'write', description: 'Needs a token' },
        { name: 'access', description: 'Namespaces and their members; needs a token' },
      ],
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, at) => (typeof json.$id === 'string' ? json.$id : `def-${at}`),
    },
  });
}
