// What is about to be published, looked at as it will be: nothing of it can be taken back.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryUrl } from './repository.mjs';
import { publicPackages } from './workspace-packages.mjs';

/** What is wrong with the tarballs of a folder that `changeset pack` wrote. */
export function tarballProblems(root, folder, env) {
  const versions = new Map(publicPackages(root).map(({ manifest }) => [manifest.name, manifest.version]));
  const { plan } = JSON.parse(readFileSync(join(folder, 'publish-plan.json'), 'utf8'));
  return plan.flat().flatMap(({ name, tarball }) => {
    const read = (path) =>
      execFileSync('tar', ['-xzOf', tarball.path, `package/${path}`], { cwd: folder, encoding: 'utf8' });
    const files = execFileSync('tar', ['-tzf', tarball.path], { cwd: folder, encoding: 'utf8' }).split('\n');
    const manifest = JSON.parse(read('package.json'));
    return [
      ...dependencyProblems(manifest, versions),
      ...(files.some((file) => /^package\/dist\/.*\.js$/.test(file)) ? [] : ['it has no JavaScript: build first']),
      ...(manifest.repository?.url === repositoryUrl(env) ? [] : [`its repository is ${manifest.repository?.url}`]),
    ].map((problem) => `${name}: ${problem}`);
  });
}

/** Packages of this repository need each other at exactly the versions that are released together. */
export function dependencyProblems({ dependencies = {}, peerDependencies = {} }, versions) {
  return Object.entries({ ...dependencies, ...peerDependencies }).flatMap(([name, range]) => {
    if (/^(workspace|link|file|catalog):/.test(range)) return [`it needs ${name} as ${range}, which npm does not know`];
    const version = versions.get(name);
    return version === undefined || version === range ? [] : [`it needs ${name} ${range}, but that is ${version}`];
  });
}
