import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RolekitError } from '../../../errors.ts';
import { temporaryFolder } from '../../../temporary-folder.fixture.ts';
import { connectInMemory, type InMemoryHost, type InMemoryOptions } from '../../../testing/in-memory.ts';
import { type LabelOptions, labels, type Printer, printer, texts } from './labels.fixture.ts';

const PRINT = 'labels_print_labels';
const lost = () =>
  new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
    connector: 'Labels',
    reason: 'gone',
    hint: '',
    perhapsWritten: true,
  });

let home: string;
let vendor: Printer;
const hosts: InMemoryHost[] = [];

beforeEach(async () => {
  home = temporaryFolder();
  vendor = printer();
});
afterEach(async () => {
  vi.useRealTimers();
  for (const host of hosts.splice(0)) await host.close();
});

/** A server of its own, as another process would be, for a person who says yes. */
async function open(options: LabelOptions & InMemoryOptions = {}): Promise<InMemoryHost> {
  const { onceForMs, looks, version, ...rest } = options;
  const plugin = labels(vendor, {
    ...(onceForMs === undefined ? {} : { onceForMs }),
    ...(looks === undefined ? {} : { looks }),
    ...(version === undefined ? {} : { version }),
  });
  const host = await connectInMemory(plugin, { home, approve: 'accept', onProblem: () => {}, ...rest });
  hosts.push(host);
  return host;
}

interface Batch {
  done: number;
  failed: number;
  unknown: number;
  notSent: number;
  items: { item: number; outcome: string; id?: string; reason?: string }[];
  resume?: string;
}

async function print(host: InMemoryHost, args: Record<string, unknown>): Promise<Batch> {
  const { isError, structured, text } = await host.call(PRINT, args);
  if (isError) throw new TypeError(text);
  return structured.item as Batch;
}

async function refusal(host: InMemoryHost, args: Record<string, unknown>) {
  const { isError, structured, text } = await host.call(PRINT, args);
  if (!isError) throw new TypeError(`it answered ${text}`);
  return structured.error as { code: string; kind: string; message: string; next: string; resume?: string };
}

const countsOf = ({ done, failed, unknown, notSent }: Batch) => ({ done, failed, unknown, notSent });

async function auditLines() {
  const folder = join(home, '.rolekit', 'audit');
  const files = await readdir(folder).catch(() => []);
  const text = (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join('');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { state: string; outcomes?: unknown; error?: string; idempotencyKey: string });
}

const journals = async () =>
  (await readdir(join(home, '.rolekit', 'journal')).catch(() => [])).filter((name) => name.endsWith('.jsonl'));

/** A batch of 25 whose second chunk gets no answer. */
async function cutOff(host: InMemoryHost): Promise<Batch> {
  vendor.onDone = (number) => {
    if (number === 2) throw lost();
  };
  const batch = await print(host, { texts: texts(25) });
  vendor.onDone = () => {};
  return batch;
}

describe('a batch that goes well', () => {
  it('is asked about whole, sent in chunks, and has an outcome with the vendor’s id for each item', async () => {
    const host = await open();
    const batch = await print(host, { texts: texts(25) });
    expect(host.questions).toHaveLength(1);
    expect(host.questions[0]).toContain('"#25 - text": l25');
    expect(countsOf(batch)).toEqual({ done: 25, failed: 0, unknown: 0, notSent: 0 });
    expect(batch.items[24]).toEqual({ item: 25, outcome: 'done', id: 'p-l25' });
    expect(batch.resume).toBeUndefined();
    expect(vendor.requests.map(({ size }) => size)).toEqual([10, 10, 5]);
    expect(new Set(vendor.requests.map(({ key }) => key)).size).toBe(3);
  });

  it('leaves no journal, and is applied in the audit log, with its counts', async () => {
    await print(await open(), { texts: texts(3) });
    expect(await journals()).toEqual([]);
    expect((await auditLines()).map(({ state, outcomes }) => [state, outcomes])).toEqual([
      ['applying', undefined],
      ['applied', { done: 3, failed: 0, unknown: 0, notSent: 0 }],
    ]);
  });

  it('may be called with the same arguments again, which asks again', async () => {
    const host = await open();
    await print(host, { texts: texts(3) });
    await print(host, { texts: texts(3) });
    expect(host.questions).toHaveLength(2);
    expect(vendor.printed).toHaveLength(6);
  });
});

describe('an item that fails', () => {
  it('is told with the vendor’s reason, and the others are done: the audit log says partly', async () => {
    vendor.jammed.add('l12');
    const batch = await print(await open(), { texts: texts(25) });
    expect(countsOf(batch)).toEqual({ done: 24, failed: 1, unknown: 0, notSent: 0 });
    expect(batch.items[11]).toEqual({ item: 12, outcome: 'failed', reason: 'Paper jam.' });
    expect((await auditLines()).at(-1)).toMatchObject({ state: 'partly', outcomes: { done: 24, failed: 1 } });
  });

  it('is not sent at all when the connector finds it outdated just before', async () => {
    for (const text of texts(10)) vendor.outdated.add(text);
    const batch = await print(await open(), { texts: texts(12) });
    expect(countsOf(batch)).toEqual({ done: 2, failed: 10, unknown: 0, notSent: 0 });
    expect(batch.items[0]).toEqual({ item: 1, outcome: 'failed', reason: 'It is outdated.' });
    expect(vendor.printed).toEqual(['l11', 'l12']);
  });

  it('fails with its chunk when the vendor refuses the whole chunk, and the next chunk is sent', async () => {
    vendor.onRequest = (number) => {
      if (number === 1) throw new RolekitError('RK_INVALID_REQUEST', { reason: 'Bad chunk.', hint: '' });
    };
    const batch = await print(await open(), { texts: texts(15) });
    expect(countsOf(batch)).toEqual({ done: 5, failed: 10, unknown: 0, notSent: 0 });
    expect(batch.items[9]).toEqual({ item: 10, outcome: 'failed', reason: 'Bad chunk.' });
  });

  it('makes the vendor’s own error of a batch of which nothing was done', async () => {
    vendor.onRequest = () => {
      throw new RolekitError('RK_INVALID_REQUEST', { reason: 'Bad chunk.', hint: '' });
    };
    expect(await refusal(await open(), { texts: texts(3) })).toMatchObject({
      code: 'RK_INVALID_REQUEST',
      message: 'Bad chunk.',
    });
    expect((await auditLines()).at(-1)).toMatchObject({ state: 'failed', error: 'RK_INVALID_REQUEST' });
  });

  it('is found by halves when a chunk is too large for the vendor', async () => {
    vendor.onRequest = (_, chunk) => {
      if (chunk.length > 3) throw new RolekitError('RK_TOO_LARGE', { reason: 'Too large.', hint: '' });
    };
    const batch = await print(await open(), { texts: texts(10) });
    expect(countsOf(batch)).toEqual({ done: 10, failed: 0, unknown: 0, notSent: 0 });
    expect(vendor.printed.toSorted()).toEqual(texts(10).toSorted());
  });
});

describe('a batch whose answer is lost on the way', () => {
  it('stops: what was sent is unknown, the rest is not sent and can be finished', async () => {
    const batch = await cutOff(await open());
    expect(countsOf(batch)).toEqual({ done: 10, failed: 0, unknown: 10, notSent: 5 });
    expect(batch.items.map(({ outcome }) => outcome)).toEqual([
      ...Array<string>(10).fill('done'),
      ...Array<string>(10).fill('unknown'),
      ...Array<string>(5).fill('not_sent'),
    ]);
    expect(batch.resume).toMatch(/^[\w-]{40,}$/);
    expect(vendor.printed).toHaveLength(20);
    expect((await auditLines()).at(-1)).toMatchObject({
      state: 'unknown',
      outcomes: { done: 10, failed: 0, unknown: 10, notSent: 5 },
    });
  });

  it('says in words how to finish it, and where to look for what is unknown', async () => {
    vendor.onDone = (number) => {
      if (number === 2) throw lost();
    };
    const { text } = await (await open()).call(PRINT, { texts: texts(25) });
    expect(text).toContain('repeat the call with resume "');
    expect(text).toContain('Do not send them again. Look with `labels_list_labels` first');
  });

  it('is RK_WRITE_UNKNOWN when nothing of it is known', async () => {
    vendor.onDone = () => {
      throw lost();
    };
    const error = await refusal(await open(), { texts: texts(3) });
    expect(error).toMatchObject({ code: 'RK_WRITE_UNKNOWN', kind: 'conflict' });
    expect(error.next).toContain('Look with `labels_list_labels`');
    expect(error.resume).toBeUndefined();
  });

  it('is unknown too when the connector itself fails unexpectedly', async () => {
    vendor.onDone = () => {
      throw new TypeError('cannot read');
    };
    expect((await refusal(await open(), { texts: texts(3) })).code).toBe('RK_WRITE_UNKNOWN');
    expect((await auditLines()).at(-1)).toMatchObject({ state: 'unknown' });
  });

  it('is unknown for an item that the answer does not mention', async () => {
    vendor.unmentioned.add('l2');
    const batch = await print(await open(), { texts: texts(3) });
    expect(batch.items[1]).toEqual({ item: 2, outcome: 'unknown', reason: 'The answer does not mention it.' });
  });

  it('is settled at once where the connector can look what was done', async () => {
    vendor.onDone = (number) => {
      if (number === 2) throw lost();
    };
    const batch = await print(await open({ looks: true }), { texts: texts(25) });
    expect(countsOf(batch)).toEqual({ done: 25, failed: 0, unknown: 0, notSent: 0 });
    expect(vendor.printed).toHaveLength(25);
  });
});

describe('a batch that was not sent to its end', () => {
  it('is an error with a way to finish it when nothing was sent, and asks nobody then', async () => {
    const host = await open();
    vendor.onRequest = () => {
      throw new RolekitError('RK_RATE_LIMITED', { connector: 'Labels', seconds: 30 });
    };
    const error = await refusal(host, { texts: texts(12) });
    expect(error).toMatchObject({ code: 'RK_RATE_LIMITED', kind: 'rate_limited' });
    vendor.onRequest = () => {};
    const batch = await print(await open({ approve: 'none' }), { texts: texts(12), resume: error.resume });
    expect(countsOf(batch)).toEqual({ done: 12, failed: 0, unknown: 0, notSent: 0 });
    expect(vendor.printed).toEqual(texts(12));
  });

  it('begins no further chunk when its time is over, and lets the one on its way end', async () => {
    let answered = false;
    vendor.onRequest = async (_, __, signal) => {
      await new Promise((resolve) => setTimeout(resolve, 1600));
      answered = !signal.aborted;
    };
    const batch = await print(await open({ callMs: 1500 }), { texts: texts(25) });
    expect(answered).toBe(true);
    expect(countsOf(batch)).toEqual({ done: 10, failed: 0, unknown: 0, notSent: 15 });
    expect(batch.resume).toBeDefined();
    expect((await auditLines()).at(-1)).toMatchObject({ state: 'partly', error: 'RK_CANCELLED' });
  });

  it('goes on from where it was when its caller cancels', async () => {
    const host = await open();
    const stop = new AbortController();
    let second: () => void = () => {};
    const sent = new Promise<void>((resolve) => {
      second = resolve;
    });
    vendor.onRequest = async (number) => {
      if (number !== 2) return;
      second();
      stop.abort();
      await new Promise((resolve) => setTimeout(resolve, 50));
    };
    await expect(host.call(PRINT, { texts: texts(25) }, { signal: stop.signal })).rejects.toThrow();
    await sent;
    await vi.waitFor(async () => expect((await auditLines()).at(-1)?.state).toBe('partly'), 30_000);
    // nobody got the token: the same call tells it
    const error = await refusal(host, { texts: texts(25) });
    expect(error).toMatchObject({ code: 'RK_BATCH_OPEN', kind: 'conflict' });
    expect(error.message).toContain('20 of 25 items are known to be done');
    const batch = await print(host, { texts: texts(25), resume: error.resume });
    expect(countsOf(batch)).toEqual({ done: 25, failed: 0, unknown: 0, notSent: 0 });
    expect(vendor.printed).toEqual(texts(25));
    expect(host.questions).toHaveLength(1);
  });
});

describe('finishing a batch', () => {
  it('sends what was not sent, in another process, without asking and without repeating anything', async () => {
    const { resume } = await cutOff(await open());
    const other = await open({ approve: 'none' });
    const batch = await print(other, { texts: texts(25), resume });
    expect(countsOf(batch)).toEqual({ done: 15, failed: 0, unknown: 10, notSent: 0 });
    expect(vendor.printed.toSorted()).toEqual(texts(25).toSorted());
    expect((await auditLines()).map(({ state }) => state)).toEqual(['applying', 'unknown', 'applying', 'unknown']);
  });

  it('twice sends nothing the second time, and tells the same', async () => {
    const { resume } = await cutOff(await open());
    const host = await open();
    const first = await print(host, { texts: texts(25), resume });
    const second = await print(host, { texts: texts(25), resume });
    expect(second).toEqual(first);
    expect(vendor.requests).toHaveLength(3);
    expect(await auditLines()).toHaveLength(4);
  });

  it('sends what is unknown again, under the same key, where the vendor does it once', async () => {
    vendor.keepsKeys = true;
    const options = { onceForMs: 60_000 };
    const { resume } = await cutOff(await open(options));
    const keys = vendor.requests.map(({ key }) => key);
    // the vendor remembers keys in its own process; the second server has a connector that asks the same vendor
    const batch = await print(hosts[0] as InMemoryHost, { texts: texts(25), resume });
    expect(countsOf(batch)).toEqual({ done: 25, failed: 0, unknown: 0, notSent: 0 });
    expect(vendor.requests.map(({ key }) => key)).toEqual([...keys, expect.any(String), keys[1]]);
    expect(vendor.printed.toSorted()).toEqual(texts(25).toSorted());
  });

  it('leaves what is unknown alone once the vendor has forgotten its key', async () => {
    const { resume } = await cutOff(await open({ onceForMs: 1 }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const batch = await print(await open({ onceForMs: 1 }), { texts: texts(25), resume });
    expect(countsOf(batch)).toEqual({ done: 15, failed: 0, unknown: 10, notSent: 0 });
    expect(vendor.requests).toHaveLength(3);
  });

  it('looks at what is unknown where the connector can', async () => {
    const { resume } = await cutOff(await open());
    const batch = await print(await open({ looks: true }), { texts: texts(25), resume });
    expect(countsOf(batch)).toEqual({ done: 25, failed: 0, unknown: 0, notSent: 0 });
    expect(vendor.printed).toHaveLength(25);
  });

  it('of two calls at once is done by one; the other is told to wait', async () => {
    const { resume } = await cutOff(await open());
    const [one, two] = [await open(), await open()];
    let goOn: () => void = () => {};
    vendor.onRequest = () =>
      new Promise((resolve) => {
        goOn = resolve;
      });
    const calls = [one, two].map((host) => host.call(PRINT, { texts: texts(25), resume }));
    const first = await Promise.race(calls);
    expect(first.structured.error).toMatchObject({ code: 'RK_CONFLICT' });
    expect(first.text).toContain('Another call is sending this batch');
    await vi.waitFor(() => expect(vendor.requests).toHaveLength(3), 30_000);
    goOn();
    expect((await Promise.all(calls)).filter(({ isError }) => isError)).toHaveLength(1);
    expect(vendor.printed.toSorted()).toEqual(texts(25).toSorted());
  });

  it.each([
    ['other arguments', { texts: texts(24) }],
    ['more arguments', { texts: texts(25), note: 'x' }],
  ])('is refused with %s', async (_, args) => {
    const { resume } = await cutOff(await open());
    const error = await refusal(await open(), { ...args, resume });
    expect(error).toMatchObject({ code: 'RK_INVALID_REQUEST' });
    expect(error.message).toBe('resume: it belongs to other arguments, another connection or someone else');
    expect(vendor.requests).toHaveLength(2);
  });

  it('is refused to someone else', async () => {
    const { resume } = await cutOff(await open());
    const error = await refusal(await open({ principal: 'eve' }), { texts: texts(25), resume });
    expect(error.message).toContain('someone else');
  });

  it('is refused for another connection', async () => {
    const { resume } = await cutOff(await open());
    const error = await refusal(await open({ env: { LABELS_TRAY: 'b' } }), { texts: texts(25), resume });
    expect(error.message).toContain('another connection');
  });

  it('is refused to another version of the connector', async () => {
    const { resume } = await cutOff(await open());
    const error = await refusal(await open({ version: '2.0.0' }), { texts: texts(25), resume });
    expect(error.message).toBe('resume: it was approved for version 1.0.0 of labels');
  });

  it('is refused with a token that was changed', async () => {
    const { resume = '' } = await cutOff(await open());
    for (const wrong of ['', 'AAAA', `${resume.slice(0, -4)}AAAA`, resume.toUpperCase()]) {
      const error = await refusal(await open(), { texts: texts(25), resume: wrong });
      expect(error.message).toBe('resume: it is not one that this server gave out');
    }
    expect(vendor.requests).toHaveLength(2);
  });

  it('is refused when its journal was changed', async () => {
    const { resume } = await cutOff(await open());
    const [name = ''] = await journals();
    const path = join(home, '.rolekit', 'journal', name);
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('l25', 'l99'));
    const error = await refusal(await open(), { texts: texts(25), resume });
    expect(error.message).toBe('resume: something else changed its journal');
    expect(vendor.requests).toHaveLength(2);
  });

  it('is refused once its journal has expired, which is deleted then', async () => {
    const { resume } = await cutOff(await open());
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 25 * 3_600_000 });
    const error = await refusal(await open(), { texts: texts(25), resume });
    expect(error.message).toBe('resume: what was approved is kept for 24 hours, and is gone');
    expect(await journals()).toEqual([]);
  });
});

describe('a journal', () => {
  it('is private to the user', async () => {
    await cutOff(await open());
    const folder = join(home, '.rolekit', 'journal');
    const [name = ''] = await journals();
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  it('that is cut off in its last line takes what was on its way as unknown', async () => {
    const { resume } = await cutOff(await open());
    const [name = ''] = await journals();
    const path = join(home, '.rolekit', 'journal', name);
    const lines = (await readFile(path, 'utf8')).split('\n');
    // up to the middle of the answer of the first chunk
    await writeFile(path, `${lines.slice(0, 2).join('\n')}\n${lines[2]?.slice(0, 40)}`);
    const batch = await print(await open(), { texts: texts(25), resume });
    expect(countsOf(batch)).toEqual({ done: 15, failed: 0, unknown: 10, notSent: 0 });
  });

  it('of which another process wrote meanwhile stops this one', async () => {
    vendor.onRequest = async (number) => {
      if (number !== 1) return;
      const [name = ''] = await journals();
      await writeFile(join(home, '.rolekit', 'journal', name), '{"at":1,"sending":[11]}\n', { flag: 'a' });
    };
    const error = await refusal(await open(), { texts: texts(25) });
    expect(error.code).toBe('RK_CONFLICT');
    expect(vendor.requests).toHaveLength(1);
  });

  it('that has expired is deleted when the next batch begins', async () => {
    await cutOff(await open());
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 25 * 3_600_000 });
    await print(await open(), { texts: ['other'] });
    expect(await journals()).toEqual([]);
  });
});

describe('a batch result', () => {
  it('stays within its budget: reasons are shortened first, then items are left out, which is said', async () => {
    for (const text of texts(120)) vendor.jammed.add(text);
    const small = await (await open({ resultBytes: 12_000 })).call(PRINT, { texts: texts(120) });
    expect(small.isError).toBe(false);
    expect((small.structured.item as Batch).items).toHaveLength(120);
    const tiny = await (await open({ resultBytes: 5000 })).call(PRINT, { texts: texts(120) });
    expect((tiny.structured.item as Batch).failed).toBe(120);
    expect((tiny.structured.item as Batch).items.length).toBeLessThan(120);
    expect(tiny.text).toContain('of the items are counted, but left out');
    expect(Buffer.byteLength(JSON.stringify(tiny.structured.item))).toBeLessThan(5000);
  });
});
