// The address of this repository in what is published. Provenance is refused unless it is that of the workflow's own
// repository, and a fork has another one: so the workflow says it, and no manifest does.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicPackages } from './workspace-packages.mjs';

/** Undefined outside a workflow. */
export function repositoryUrl({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository }) {
  return server && repository ? `git+${server}/${repository}.git` : undefined;
}

/** Runs a step while each manifest has the address; afterwards they are as they were. */
export async function withRepository(root, env, step) {
  const url = repositoryUrl(env);
  if (url === undefined) return step();
  const before = publicPackages(root).map(({ folder, manifest }) => {
    const file = join(root, folder, 'package.json');
    const text = readFileSync(file, 'utf8');
    return { file, text, stamped: { ...manifest, repository: { type: 'git', url, directory: folder } } };
  });
  try {
    for (const { file, stamped } of before) writeFileSync(file, `${JSON.stringify(stamped, null, 2)}\n`);
    return await step();
  } finally {
    for (const { file, text } of before) writeFileSync(file, text);
  }
}
