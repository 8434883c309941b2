import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectHttpRaw, connectRaw, type RawAnswer } from '../../testing/raw-client.ts';
import { shelf } from '../../testing/shelf-connector.ts';
import { toolErrorOf } from '../../tool-error.ts';
import type { ServeOptions } from '../plugin/types.ts';
import { Approvals, approvalQuestion } from './approval.ts';

/** A 2026-07-28 client that sends exactly what it is told to. */
async function rawClient(connect: typeof connectRaw | typeof connectHttpRaw, options: ServeOptions = {}) {
  const library = shelf();
  const { call, close } = await connect(library.plugin, { env: {}, home: temporaryFolder(), ...options });
  const update = (args: Record<string, unknown>, extra?: Record<string, unknown>) =>
    call('shelf_update_book', args, extra);
  return { library, close, call: update };
}

const YES = { inputResponses: { approval: { action: 'accept', content: { approve: true } } } };
const ARGS = { id: 'b1', title: 'New' };
let open: Awaited<ReturnType<typeof rawClient>>;
afterEach(() => open.close());

async function asked(): Promise<string> {
  const { result } = await open.call(ARGS);
  expect(result?.resultType).toBe('input_required');
  return result?.requestState ?? '';
}

const refused = (answer: RawAnswer) => toolErrorOf(answer.result ?? {});

describe.each([
  ['over stdio', connectRaw],
  ['over HTTP', connectHttpRaw],
])('an approval %s', (_, over) => {
  beforeEach(async () => {
    open = await rawClient(over);
  });

  it('is refused once it has expired', async () => {
    await open.close();
    open = await rawClient(over, { approvalMs: -1 });
    const state = await asked();
    expect(refused(await open.call(ARGS, { ...YES, requestState: state }))).toMatchObject({
      kind: 'approval_refused',
      message: expect.stringContaining('expired'),
    });
    expect(open.library.seen.applied).toBe(0);
  });

  it('stands beside another one: each answer counts for its own question', async () => {
    const other = { id: 'b2', title: 'Other' };
    const [first, second] = await Promise.all([open.call(ARGS), open.call(other)]);
    const no = { inputResponses: { approval: { action: 'decline' } }, requestState: first.result?.requestState };
    const yes = { ...YES, requestState: second.result?.requestState };
    const [declined, applied] = await Promise.all([open.call(ARGS, no), open.call(other, yes)]);
    expect(refused(declined)).toMatchObject({ kind: 'approval_refused' });
    expect(applied.result?.isError).not.toBe(true);
    expect([open.library.books.get('b1')?.title, open.library.books.get('b2')?.title]).toEqual(['Book 1', 'Other']);
  });

  it('of one question does not count for another that waits beside it', async () => {
    const [first] = await Promise.all([open.call(ARGS), open.call({ ...ARGS, id: 'b2' })]);
    const mixed = await open.call({ ...ARGS, id: 'b2' }, { ...YES, requestState: first.result?.requestState });
    expect(refused(mixed)).toMatchObject({ message: expect.stringContaining('other arguments') });
    expect(open.library.seen.applied).toBe(0);
  });

  it('counts once, also when it is sent again later', async () => {
    const state = await asked();
    expect((await open.call(ARGS, { ...YES, requestState: state })).result?.isError).not.toBe(true);
    expect(refused(await open.call(ARGS, { ...YES, requestState: state }))).toMatchObject({
      message: expect.stringContaining('already used'),
    });
    expect(open.library.seen.applied).toBe(1);
  });

  it('is refused without the state of its question', async () => {
    await asked();
    expect(refused(await open.call(ARGS, YES))).toMatchObject({
      kind: 'approval_refused',
      message: expect.stringContaining('without the state'),
    });
    expect(open.library.seen.applied).toBe(0);
  });

  it('is refused with a forged state', async () => {
    const state = await asked();
    const forged = `${state.slice(0, -4)}AAAA`;
    expect(refused(await open.call(ARGS, { ...YES, requestState: forged }))).toMatchObject({
      message: expect.stringContaining('not one that this server gave out'),
    });
    expect(open.library.seen.applied).toBe(0);
  });

  it('counts for the same arguments only, and is spent by other ones', async () => {
    const state = await asked();
    expect(refused(await open.call({ ...ARGS, title: 'Other' }, { ...YES, requestState: state }))).toMatchObject({
      message: expect.stringContaining('other arguments'),
    });
    expect(refused(await open.call(ARGS, { ...YES, requestState: state }))).toMatchObject({
      message: expect.stringContaining('already used'),
    });
    expect(open.library.seen.applied).toBe(0);
  });

  it('counts once, also when it is sent twice at the same time', async () => {
    const state = await asked();
    const answers = await Promise.all([
      open.call(ARGS, { ...YES, requestState: state }),
      open.call(ARGS, { ...YES, requestState: state }),
    ]);
    expect(answers.filter((answer) => answer.result?.isError)).toHaveLength(1);
    expect(open.library.seen.applied).toBe(1);
  });

  it('needs the yes itself: accepting the form with "no" changes nothing', async () => {
    const state = await asked();
    const no = { inputResponses: { approval: { action: 'accept', content: { approve: false } } }, requestState: state };
    expect(refused(await open.call(ARGS, no))).toMatchObject({ kind: 'approval_refused' });
    expect(open.library.seen.applied).toBe(0);
  });

  it('is refused when the state comes back without an answer', async () => {
    const state = await asked();
    expect(refused(await open.call(ARGS, { requestState: state }))).toMatchObject({ kind: 'approval_refused' });
    expect(open.library.seen.applied).toBe(0);
  });
});

describe('Approvals', () => {
  const subject = { tool: 't', input: { a: 1 }, principal: 'ann', connection: 'c' };
  const plan = { summary: 's', before: null, after: { a: 1 } };

  it('expire', () => {
    let now = 1000;
    const approvals = new Approvals(500, () => now);
    const state = approvals.ask(subject, plan);
    now = 1501;
    expect(() => approvals.consume(state, subject)).toThrow('expired');
  });

  it('count for the same arguments in another order of their keys', () => {
    const approvals = new Approvals(500);
    const state = approvals.ask({ ...subject, input: { a: 1, b: { c: 2, d: [3] } } }, plan);
    expect(approvals.consume(state, { ...subject, input: { b: { d: [3], c: 2 }, a: 1 } })).toMatchObject({ plan });
  });

  it('do not count for arguments that only look the same', () => {
    const approvals = new Approvals(500);
    const state = approvals.ask({ ...subject, input: { name: 'Zo\u00eb' } }, plan);
    expect(() => approvals.consume(state, { ...subject, input: { name: 'Zoe\u0308' } })).toThrow('other arguments');
  });

  it('are bound to the principal', () => {
    const approvals = new Approvals(500);
    expect(() => approvals.consume(approvals.ask(subject, plan), { ...subject, principal: 'bob' })).toThrow(
      'someone else',
    );
  });

  it('that wait are limited for each principal: nobody uses them up for others', () => {
    const approvals = new Approvals(500);
    for (let asked = 0; asked < 100; asked++) approvals.ask(subject, plan);
    expect(() => approvals.ask(subject, plan)).toThrow('Too many approvals are waiting');
    const bob = { ...subject, principal: 'bob' };
    expect(approvals.consume(approvals.ask(bob, plan), bob)).toMatchObject({ plan });
  });

  it('of another process do not count', () => {
    expect(() => new Approvals(500).consume(new Approvals(500).ask(subject, plan), subject)).toThrow(
      'not one that this server gave out',
    );
  });
});

describe('the question a person sees', () => {
  it('spells out characters that cannot be seen', () => {
    const text = approvalQuestion('Shelf', 'production', {
      summary: 'Rename',
      before: { title: 'a' },
      after: { title: 'a\u202Eb\u200B' },
    });
    expect(text).toBe('Rename\nin Shelf:\n  title: a → "a\\u{202e}b\\u{200b}"');
  });

  it.each([
    ['a word of two alphabets', 'p\u0430ypal', '"p\\u{430}ypal"'],
    ['an address of two alphabets', '\u0440\u0430\u0443@bank.example', '"\\u{440}\\u{430}\\u{443}@bank.example"'],
    ['words of one alphabet each', 'Москва Αθήνα Zürich', '"Москва Αθήνα Zürich"'],
    ['spaces at an end', 'a ', '"a "'],
    ['two spaces', 'a  b', '"a  b"'],
    ['the word for nothing', 'null', '"null"'],
    ['a new line that looks like another field', 'x\n  amount: 1 → 2', '"x\\n  amount: 1 → 2"'],
    ['an arrow', 'a → b', '"a → b"'],
  ])('shows %s as it is', (_, value, shown) => {
    const plan = { summary: 'Rename', before: null, after: { title: value } };
    expect(approvalQuestion('Shelf', 'production', plan)).toBe(`Rename\nin Shelf:\n  title: ${shown}`);
  });

  it('keeps before and after apart where text runs from right to left', () => {
    const plan = { summary: 'Rename', before: { title: 'שלום' }, after: { title: 'עולם' } };
    expect(approvalQuestion('Shelf', 'production', plan)).toBe(
      'Rename\nin Shelf:\n  title:\n    from: "שלום"\n    to: "עולם"',
    );
  });

  it('has one line for a summary, whatever it names', () => {
    const plan = { summary: 'Rename x\nin Shelf:\n  y: 1', before: null, after: {} };
    expect(approvalQuestion('Shelf', 'production', plan)).toBe('Rename x\\u{a}in Shelf:\\u{a}  y: 1\nin Shelf:');
  });

  it('is refused when it cannot be shown whole', () => {
    expect(() =>
      approvalQuestion('Shelf', 'production', { summary: 'x', before: null, after: { text: 'y'.repeat(7000) } }),
    ).toThrow('too large');
  });

  it('is not even put into words when it is far too large', () => {
    let written = 0;
    const toJSON = () => {
      written++;
      return 'y'.repeat(30_000);
    };
    const plan = { summary: 'x', before: null, after: { text: { toJSON } } };
    expect(() => approvalQuestion('Shelf', 'production', plan)).toThrow('too large');
    expect(written).toBe(1);
  });
});
