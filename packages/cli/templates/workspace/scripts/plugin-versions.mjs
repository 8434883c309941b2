// Writes the versions that changesets gave package.json into plugin.json beside it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
for (const group of ['connectors', 'plugins']) {
  for (const name of readdirSync(group)) {
    const path = `${group}/${name}/plugin.json`;
    const { version } = read(`${group}/${name}/package.json`);
    const manifest = read(path);
    if (manifest.version === version) continue;
    writeFileSync(path, `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
    console.log(`${path}: ${manifest.version} → ${version}`);
  }
}
