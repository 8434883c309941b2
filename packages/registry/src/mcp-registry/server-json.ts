import { shortened } from '@rolekit/sdk/internal';
import type { FullVersion, StoredVersion } from '../store/catalogue.ts';

const SCHEMA = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json';
const OFFICIAL = 'io.modelcontextprotocol.registry/official';
const PREFIX = 'dev.rolekit.';

export interface ServerEntry {
  server: Record<string, unknown>;
  _meta: Record<string, unknown>;
}

/** `dev.rolekit.<namespace>/<name>` */
export function serverName({ namespace, name }: { namespace: string; name: string }): string {
  return `${PREFIX}${namespace}/${name}`;
}

export function parseServerName(text: string): { namespace: string; name: string } | undefined {
  const [namespace, name, ...rest] = text.split('/');
  if (namespace === undefined || name === undefined || rest.length > 0 || !namespace.startsWith(PREFIX))
    return undefined;
  return { namespace: namespace.slice(PREFIX.length), name };
}

/** One version of a plugin with connectors, as an MCP server that `rolekit run` serves. */
export function serverEntry(version: FullVersion, latest: string | null, publicUrl: string): ServerEntry {
  const { manifest, namespace, name } = version;
  const title = manifest.extensions['dev.rolekit'].interface?.displayName;
  return {
    server: {
      $schema: SCHEMA,
      name: serverName(version),
      ...(title === undefined ? {} : { title: shortened(title, 100) }),
      description: shortened(manifest.description, 100),
      version: version.version,
      websiteUrl: `${publicUrl}/${namespace}/${name}`,
      packages: [
        {
          registryType: 'npm',
          identifier: 'rolekit',
          transport: { type: 'stdio' },
          runtimeHint: 'npx',
          packageArguments: [
            { type: 'positional', value: 'run' },
            { type: 'positional', value: `${namespace}/${name}@${version.version}` },
            { type: 'named', name: '--registry', value: publicUrl },
          ],
          ...settings(version),
        },
      ],
    },
    _meta: {
      [OFFICIAL]: {
        ...statusOf(version),
        publishedAt: version.publishedAt,
        updatedAt: changedAt(version),
        isLatest: version.version === latest,
      },
    },
  };
}

/** What mirrors and clients that know a version read when it is served no more: nothing of its content. */
export function deletedEntry(version: StoredVersion): ServerEntry {
  const { withheld, publishedAt } = version;
  const at = withheld?.at ?? publishedAt;
  return {
    server: {
      $schema: SCHEMA,
      name: serverName(version),
      description: 'This version is not served any more.',
      version: version.version,
    },
    _meta: {
      [OFFICIAL]: {
        status: 'deleted',
        statusMessage: shortened(withheld?.reason ?? '', 500),
        ...{ statusChangedAt: at, publishedAt, updatedAt: at, isLatest: false },
      },
    },
  };
}

/** When something was said of it last. */
function changedAt({ publishedAt, yankedAt, deprecated }: FullVersion): string {
  return [publishedAt, yankedAt ?? '', deprecated?.at ?? ''].sort().at(-1) ?? publishedAt;
}

/** A yanked version can still be served by who names it, so it is not `deleted`. */
function statusOf({ yanked, deprecated }: FullVersion): { status: 'active' | 'deprecated'; statusMessage?: string } {
  if (yanked !== null) return { status: 'deprecated', statusMessage: yanked };
  if (deprecated === null) return { status: 'active' };
  const { message, replacement } = deprecated;
  const text = replacement === null ? message : `${message} Use ${PREFIX}${replacement} instead.`;
  return { status: 'deprecated', statusMessage: shortened(text, 500) };
}

/** Settings may also come from a profile, so none is required here. */
function settings({ tools }: FullVersion): Record<string, unknown> {
  const fields = tools.connectors.flatMap((connector) => connector.config);
  if (fields.length === 0) return {};
  return {
    environmentVariables: fields.map((field) => ({
      name: field.env,
      description: field.description,
      isRequired: false,
      isSecret: field.secret,
      format: 'string',
    })),
  };
}
