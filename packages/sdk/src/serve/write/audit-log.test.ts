import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectInMemory } from '../../testing/in-memory.ts';
import { type AuditEntry, audit } from './audit-log.ts';
import { labels, printer } from './batch/labels.fixture.ts';

let home: string;
let folder: string;

beforeEach(async () => {
  home = temporaryFolder();
  folder = join(home, '.rolekit', 'audit');
});
afterEach(async () => {
  vi.useRealTimers();
});

const entry = (at: string, state: AuditEntry['state'] = 'applying'): AuditEntry => ({
  at,
  plugin: 'desk@1.0.0',
  connector: 'labels',
  tool: 'labels_print_labels',
  environment: 'sandbox',
  principal: 'local:me',
  state,
  idempotencyKey: 'k',
  approvedBy: 'elicitation',
  summary: 'Print 1 label',
  before: null,
  after: { text: 'x' },
});

describe('the audit log', () => {
  it('has a file for each month, private to the user', async () => {
    await audit(home, entry('2026-10-31T23:59:59.999Z'));
    await audit(home, entry('2026-11-01T00:00:00.000Z'));
    await audit(home, entry('2026-11-30T12:00:00.000Z'));
    expect(await readdir(folder)).toEqual(['2026-10.jsonl', '2026-11.jsonl']);
    const text = await readFile(join(folder, '2026-11.jsonl'), 'utf8');
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as AuditEntry).at),
    ).toEqual(['2026-11-01T00:00:00.000Z', '2026-11-30T12:00:00.000Z']);
    expect((await stat(join(folder, '2026-11.jsonl'))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('begins a new line where a process ended within its own', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '2026-11.jsonl'), '{"at":"2026-11-0');
    await audit(home, entry('2026-11-02T00:00:00.000Z'));
    await audit(home, entry('2026-11-03T00:00:00.000Z'));
    const [cut, ...lines] = (await readFile(join(folder, '2026-11.jsonl'), 'utf8')).trim().split('\n');
    expect(cut).toBe('{"at":"2026-11-0');
    expect(lines.map((line) => (JSON.parse(line) as AuditEntry).at.slice(0, 10))).toEqual(['2026-11-02', '2026-11-03']);
  });

  it('has whole lines of all processes that write at once', async () => {
    const line = JSON.stringify({
      ...entry('2026-11-21T08:00:00.000Z', 'applied'),
      after: { text: 'x'.repeat(50_000) },
    });
    const script = `const { audit } = await import(${JSON.stringify(new URL('audit-log.ts', import.meta.url).href)});
      for (let n = 0; n < 30; n++) await audit(${JSON.stringify(home)}, ${line});`;
    const flags = ['--conditions=rolekit-source', '--input-type=module', '-e', script];
    const children = [1, 2, 3].map(() => spawn(process.execPath, flags, { stdio: ['ignore', 'ignore', 'inherit'] }));
    expect(await Promise.all(children.map((child) => once(child, 'exit')))).toEqual(children.map(() => [0, null]));
    const lines = (await readFile(join(folder, '2026-11.jsonl'), 'utf8')).split('\n');
    expect(lines.filter((value) => value === line)).toHaveLength(90);
    expect(lines.filter((value) => value !== line && value !== '')).toEqual([]);
  });

  it('that cannot be written is said, and nothing is sent then', async () => {
    const vendor = printer();
    await mkdir(join(home, '.rolekit'));
    await writeFile(folder, 'not a folder');
    const host = await connectInMemory(labels(vendor), { home, approve: 'accept' });
    const { structured } = await host.call('labels_print_labels', { texts: ['x'] });
    await host.close();
    expect(structured.error).toMatchObject({
      code: 'RK_FILE',
      message: expect.stringContaining('the audit log cannot'),
    });
    expect(vendor.requests).toEqual([]);
  });

  it('that cannot be written any more does not hide what was done', async () => {
    const vendor = printer();
    vendor.onDone = async () => {
      const [file = ''] = await readdir(folder);
      await rm(join(folder, file));
      await mkdir(join(folder, file));
    };
    const host = await connectInMemory(labels(vendor), { home, approve: 'accept' });
    const { structured } = await host.call('labels_print_labels', { texts: ['x'] });
    await host.close();
    expect(structured.item).toMatchObject({ done: 1, unknown: 0, notSent: 0 });
    expect(structured.notes).toEqual([expect.stringContaining('not what became of it')]);
  });

  it('keeps thirteen months and deletes what is older when something is written', async () => {
    await mkdir(folder, { recursive: true });
    for (const month of ['2025-08', '2025-09', '2025-10', '2026-10'])
      await writeFile(join(folder, `${month}.jsonl`), '{}');
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await audit(home, entry('2026-11-21T08:00:00.000Z'));
    expect(await readdir(folder)).toEqual(['2025-10.jsonl', '2026-10.jsonl', '2026-11.jsonl', 'notes.txt']);
  });

  it('keeps thirteen months on the last day of a long month too', async () => {
    await mkdir(folder, { recursive: true });
    for (const month of ['2025-01', '2025-02']) await writeFile(join(folder, `${month}.jsonl`), '{}');
    await audit(home, entry('2026-03-31T08:00:00.000Z'));
    expect(await readdir(folder)).toEqual(['2025-02.jsonl', '2026-03.jsonl']);
  });

  it('of a server that writes nothing any more is forgotten by the clock too', async () => {
    await mkdir(folder, { recursive: true });
    for (const month of ['2026-10', '2026-11']) await writeFile(join(folder, `${month}.jsonl`), '{}');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2027-12-01T00:00:00Z') });
    const host = await connectInMemory(labels(printer()), { home });
    await host.listTools();
    await vi.waitFor(async () => expect(await readdir(folder)).toEqual(['2026-11.jsonl']), 30_000);
    await host.close();
  });

  it('writes a call into the month of the clock', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2027-01-15T12:00:00Z') });
    const host = await connectInMemory(labels(printer()), { home, approve: 'accept' });
    await host.call('labels_print_labels', { texts: ['x'] });
    await host.close();
    expect(await readdir(folder)).toEqual(['2027-01.jsonl']);
  });
});
