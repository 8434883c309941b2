// Versions stand in more places than the package.json that changesets writes.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicPackages } from './workspace-packages.mjs';

/**
 * Writes the versions of the packages to where else they stand: what templates install, the plugin and the code of each
 * connector, and the role plugins, which have the version of `rolekit` and need the connectors as they are now.
 *
 * @returns the files that change
 */
export function followVersions(root, { write = true } = {}) {
  const versions = new Map(publicPackages(root).map(({ manifest }) => [manifest.name, manifest.version]));
  const connectors = [...versions]
    .filter(([name]) => name.startsWith('@rolekit/connector-'))
    .map(([name, version]) => ({ name: name.slice('@rolekit/connector-'.length), version }));
  const edits = [
    ...templateManifests(root).map((path) => ({ path, edit: (text) => withDependencies(text, versions) })),
    ...connectors.flatMap(({ name, version }) => [
      { path: `connectors/${name}/plugin.json`, edit: (text) => withVersion(text, version) },
      {
        path: `connectors/${name}/src/index.ts`,
        edit: (text) => text.replace(/(\bversion: )'[^']+'/, `$1'${version}'`),
      },
    ]),
    ...rolePlugins(root).map((path) => ({
      path,
      edit: (text) => withRanges(withVersion(text, versions.get('rolekit')), connectors),
    })),
  ];
  return edits.flatMap(({ path, edit }) => {
    const text = readFileSync(join(root, path), 'utf8');
    const edited = edit(text);
    if (edited === text) return [];
    if (write) writeFileSync(join(root, path), edited);
    return [path];
  });
}

function templateManifests(root) {
  return readdirSync(join(root, 'packages/cli/templates'), { recursive: true, encoding: 'utf8' })
    .map((path) => `packages/cli/templates/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('/package.json') && !path.includes('/node_modules/'))
    .sort();
}

function rolePlugins(root) {
  return readdirSync(join(root, 'plugins'))
    .map((name) => `plugins/${name}/plugin.json`)
    .filter((path) => existsSync(join(root, path)))
    .sort();
}

/** The first version of a manifest is its own. */
function withVersion(text, version) {
  return text.replace(/("version": )"[^"]+"/, `$1"${version}"`);
}

function withDependencies(text, versions) {
  return text.replace(/"([^"]+)": "(\d[^"]*)"/g, (same, name, version) =>
    versions.has(name) && version !== versions.get(name) ? `"${name}": "${versions.get(name)}"` : same,
  );
}

function withRanges(text, connectors) {
  return connectors.reduce(
    (edited, { name, version }) =>
      edited.replace(new RegExp(`("plugin": "rolekit/${name}",\\s*"range": )"[^"]+"`), `$1"^${version}"`),
    text,
  );
}
