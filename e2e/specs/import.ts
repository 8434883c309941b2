// Imports OpenAPI descriptions that cannot be kept here, each by the whole road: create, validate, types, build, test.
//   node --conditions=rolekit-source e2e/specs/import.ts slack=slack_web_openapi_v2.json vizql=VizQLDataServiceOpenAPISchema.json
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rolekit } from '../../packages/cli/test/rolekit.ts';
import { linked } from '../../packages/openapi/test/imported.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Row {
  name: string;
  operations: number;
  tools: number;
  on: number;
  tokens: number;
  seconds: Record<string, number>;
  checks: string;
  problems: string[];
}

/** Takes one description through every step; what fails is told and does not stop the next step. */
async function imported(name: string, spec: string): Promise<Row> {
  const cwd = await mkdtemp(join(tmpdir(), 'rolekit-spec-'));
  const row: Row = { name, operations: 0, tools: 0, on: 0, tokens: 0, seconds: {}, checks: '', problems: [] };
  const step = async (what: string, work: () => Promise<string[]>) => {
    const started = performance.now();
    row.problems.push(...(await work()).map((value) => `${what}: ${value}`));
    row.seconds[what] = Math.round((performance.now() - started) / 100) / 10;
  };
  try {
    await step('create', async () => {
      const argv = ['create', 'connector', name, '--from-openapi', resolve(spec), '--namespace', 'acme', '--json'];
      const { json, stderr } = await rolekit(argv, { cwd });
      const report = json?.result?.openapi;
      if (!report) return [stderr.slice(0, 2000)];
      row.operations = report.operations;
      row.tools = report.tools.length;
      row.on = report.tools.filter((tool: { enabled: boolean }) => tool.enabled).length;
      row.tokens = report.tokens;
      const left = report.findings.filter((finding: { severity: string }) => finding.severity !== 'note');
      if (process.env.SHOW_FINDINGS) for (const item of left) console.log(`  ${item.code} ${item.message}`);
      return [];
    });
    if (row.tools === 0) return row;
    await step('validate', async () => {
      const { code, stdout, stderr } = await rolekit(['validate', name], { cwd });
      return code === 0 ? [] : [stdout + stderr];
    });
    await step('types', () => typeErrors(join(cwd, name)));
    await step('build', async () => {
      const { code, stderr } = await rolekit(['build', name], { cwd });
      return code === 0 ? [] : [stderr.slice(0, 2000)];
    });
    await step('test', async () => {
      const { json } = await rolekit(['test', name, '--json'], { cwd });
      const report = json?.result ?? json?.error;
      const checks: { check: string; of: string; status: string; problem?: string }[] = report?.checks ?? [];
      const count = (status: string) => checks.filter((check) => check.status === status).length;
      row.checks = `${count('passed')} passed, ${count('waived')} waived, ${count('skipped')} skipped`;
      const failed = checks.filter((check) => check.status === 'failed');
      if (!report?.passed && failed.length === 0) return [JSON.stringify(report)?.slice(0, 2000)];
      return failed.map((item) => `${item.check} of ${item.of}: ${item.problem}`);
    });
  } finally {
    if (process.env.KEEP) console.log(`  kept in ${cwd}`);
    else await rm(cwd, { recursive: true, force: true });
  }
  return row;
}

/** What TypeScript says under the strictest settings of an author. */
async function typeErrors(dir: string): Promise<string[]> {
  await linked(dir);
  const argv = [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', dir, '--customConditions', 'rolekit-source'];
  const { stdout } = await promisify(execFile)(process.execPath, [...argv, '--exactOptionalPropertyTypes']).catch(
    (error: { stdout: string }) => error,
  );
  return stdout.split('\n').filter(Boolean);
}

const rows: Row[] = [];
for (const argument of process.argv.slice(2)) {
  const [name = '', spec = ''] = argument.split('=');
  const row = await imported(name, spec);
  rows.push(row);
  const seconds = Object.entries(row.seconds).map(([what, took]) => `${what} ${took} s`);
  console.log(
    `${row.problems.length === 0 ? 'ok    ' : 'FAILED'} ${name}: ${row.tools} tools of ${row.operations} operations, ${row.on} on (${row.tokens} tokens); ${row.checks}; ${seconds.join(', ')}`,
  );
  for (const problem of row.problems) console.log(`  ${problem}`);
}
if (rows.length === 0 || rows.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
