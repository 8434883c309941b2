import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import { parsePlaybook } from './parse.ts';
import type { Playbook } from './types.ts';

/** Reads `playbooks/*.yaml` below a plugin's folder, sorted; no such folder is no playbook. */
export async function readPlaybooks(dir: string): Promise<{ playbooks: Playbook[]; findings: Finding[] }> {
  const names = await readdir(join(dir, 'playbooks')).catch((error: { code?: string }) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  const playbooks: Playbook[] = [];
  const findings: Finding[] = [];
  for (const name of names.filter((one) => /\.ya?ml$/.test(one)).sort()) {
    const read = parsePlaybook(await readFile(join(dir, 'playbooks', name), 'utf8'), `playbooks/${name}`);
    findings.push(...read.findings);
    if (read.playbook) playbooks.push(read.playbook);
  }
  return { playbooks, findings };
}
