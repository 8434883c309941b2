import type { BundleFile } from '@rolekit/sdk/bundle';
import type { PluginManifest } from '@rolekit/sdk/plugin';
import { z } from 'zod';
import { NOTICES_FILE, parseNotices, type ThirdParty } from './third-party.ts';
import type { ResolvedConnector } from './types.ts';

/** CycloneDX 1.6: https://cyclonedx.org/docs/1.6/json. */
export const SBOM_FILE = 'server/sbom.cdx.json';

/** Says in which code of the bundle a component is: of the server, or of a connector. */
const IN = 'dev.rolekit:in';
/** Licences that are written by their own id; others by name. */
const SPDX =
  /^(?:0BSD|Apache-2\.0|BlueOak-1\.0\.0|BSD-[23]-Clause|CC0-1\.0|ISC|MIT|MIT-0|MPL-2\.0|Python-2\.0|Unlicense)$/;

/** What is in a server, without times and random numbers: the same build has the same list. */
export function writeSbom(
  { name, version, description, extensions }: PluginManifest,
  server: readonly ThirdParty[],
  connectors: readonly ResolvedConnector[],
): string {
  const places = new Map<string, { part: ThirdParty; places: string[] }>();
  const add = (parts: readonly ThirdParty[], place: string) => {
    for (const part of parts) {
      const purl = purlOf(part);
      const known = places.get(purl) ?? { part, places: [] };
      places.set(purl, { part, places: [...known.places, place] });
    }
  };
  add(server, 'server');
  for (const connector of connectors) add(connector.packages, `connector ${connector.name}`);
  const libraries = [...places].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([purl, found]) => library(purl, found));
  const joined = connectors.flatMap(({ lock }) =>
    lock === undefined
      ? []
      : [
          {
            type: 'application',
            'bom-ref': `${lock.plugin}@${lock.version}`,
            name: lock.plugin,
            version: lock.version,
            hashes: [{ alg: 'SHA-256', content: lock.digest.slice('sha256:'.length) }],
          },
        ],
  );
  const id = `${extensions['dev.rolekit'].namespace}/${name}`;
  const sbom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': `${id}@${version}`, name: id, version, description } },
    components: [...joined, ...libraries],
  };
  return `${JSON.stringify(sbom, null, 2)}\n`;
}

const sbomShape = z.object({
  components: z.array(
    z.object({
      purl: z.string().optional(),
      properties: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
    }),
  ),
});

/** The packages in the code of a connector that is joined, as its own archive says; none where it says nothing. */
export function packagesOfJoined(files: readonly BundleFile[]): ThirdParty[] {
  const textOf = (path: string) => {
    const file = files.find((each) => each.path === path);
    return file && new TextDecoder().decode(file.bytes);
  };
  const [sbom, notices] = [textOf(SBOM_FILE), textOf(NOTICES_FILE)];
  if (sbom === undefined || notices === undefined) return [];
  const parsed = sbomShape.safeParse(parseJson(sbom));
  if (!parsed.success) return [];
  const own = new Set(
    parsed.data.components.flatMap(({ purl, properties }) =>
      properties.some(({ name, value }) => name === IN && value.startsWith('connector ')) ? [purl] : [],
    ),
  );
  return parseNotices(notices).filter((part) => own.has(purlOf(part)));
}

function library(purl: string, { part, places }: { part: ThirdParty; places: readonly string[] }) {
  const [, group, name] = /^(?:(@[^/]+)\/)?(.+)$/.exec(part.name) ?? [];
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group === undefined ? {} : { group }),
    name,
    version: part.version,
    licenses: [licenseOf(part.license)],
    purl,
    properties: places.map((value) => ({ name: IN, value })),
  };
}

function licenseOf(license: string) {
  if (SPDX.test(license)) return { license: { id: license } };
  return / (?:OR|AND|WITH) /.test(license) ? { expression: license } : { license: { name: license } };
}

/** https://github.com/package-url/purl-spec: the `@` of a scope is encoded. */
function purlOf({ name, version }: Pick<ThirdParty, 'name' | 'version'>): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version.replaceAll('+', '%2B')}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
