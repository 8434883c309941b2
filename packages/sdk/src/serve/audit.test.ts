import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectInMemory } from '../testing/in-memory.ts';
import { type AuditEntry, audit } from './audit.ts';
import { labels, printer } from './batch/labels.fixture.ts';

let home: string;
let folder: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'rolekit-audit-'));
  folder = join(home, '.rolekit', 'audit');
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(home, { recursive: true, force: true });
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
    await vi.waitFor(async () => expect(await readdir(folder)).toEqual(['2026-11.jsonl']), 20_000);
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
