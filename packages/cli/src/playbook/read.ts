import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import { leftBehindBy } from '@rolekit/sdk/internal';
import { parsePlaybook } from './parse.ts';
import type { Playbook } from './types.ts';

/** Reads `playbooks/*.yaml` below a plugin's folder, sorted; no such folder is no playbook. */
export async function readPlaybooks(dir: string): Promise<{ playbooks: Playbook[]; findings: Finding[] }> {
  const entries = await readdir(join(dir, 'playbooks'), { withFileTypes: true }).catch((error: { code?: string }) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  const playbooks: Playbook[] = [];
  const findings: Finding[] = [];
  // links and special files are findings of the plugin itself, and not followed
  const names = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name) && !leftBehindBy(entry.name))
    .map((entry) => entry.name);
  for (const name of names.sort()) {
    const read = parsePlaybook(await readFile(join(dir, 'playbooks', name), 'utf8'), `playbooks/${name}`);
    findings.push(...read.findings);
    if (read.playbook) playbooks.push(read.playbook);
  }
  return { playbooks, findings };
}
