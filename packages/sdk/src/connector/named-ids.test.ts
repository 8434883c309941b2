import { describe, expect, it } from 'vitest';
import { approvalQuestion } from '../serve/write/approval.ts';
import { named, nameIn, namesBehind } from './named-ids.ts';

const HINT = 'Find ids with `crm_search`.';
const owners = async () =>
  new Map<string, string | undefined | { gone: string }>([
    ['41', 'Jon Ek'],
    ['42', undefined],
    ['43', { gone: 'was archived on 2026-11-02' }],
  ]);
const owner = (id: string) => ({ type: 'owner', id, at: `items[0].ownerId` });

describe('namesBehind', () => {
  it('refuses ids that stand for nothing, and says where each stands', async () => {
    await expect(namesBehind([owner('41'), owner('7'), owner('43')], owners, HINT)).rejects.toMatchObject({
      code: 'RK_INVALID_REQUEST',
      message:
        '`items[0].ownerId`: there is no owner 7; `items[0].ownerId`: owner 43 was archived on 2026-11-02. Nothing was changed.',
    });
  });

  it('does not name more than ten of many', async () => {
    const many = Array.from({ length: 30 }, (_, index) => owner(`9${index}`));
    await expect(namesBehind(many, owners, HINT)).rejects.toThrow('there is no owner 99 (and 20 more)');
  });

  it('names each id, also one of something without a name, and asks for each type once', async () => {
    const asked: [string, readonly string[]][] = [];
    const look = async (type: string, ids: readonly string[]) => {
      asked.push([type, ids]);
      return owners();
    };
    const names = await namesBehind([owner('41'), owner('42'), owner('41')], look, HINT);
    expect(String(names.of('owner', '41'))).toBe('41 "Jon Ek"');
    expect(String(names.of('owner', '42'))).toBe('42 "(no name)"');
    expect(asked).toEqual([['owner', ['41', '42']]]);
  });
});

describe('a named id', () => {
  it.each([
    ['a quote that ends it', 'Acme" → 9 "x', '7 "Acme\\" → 9 \\"x"'],
    ['a new line', 'Acme\n  amount: 1', '7 "Acme amount: 1"'],
    ['text from right to left', 'Acme\u202egnp.exe', '7 "Acme\\u{202e}gnp.exe"'],
    ['a character without width', 'Ac\u200bme', '7 "Ac\\u{200b}me"'],
    ['a link of Markdown', '[Approve](https://x.example)', '7 "[Approve\\u{5d}(https\\u{3a}//x.example)"'],
    ['an image of Markdown', '![x](//y.example/z.png)', '7 "![x\\u{5d}(//y.example/z.png)"'],
    ['an element of HTML', '<img src=x onerror=alert(1)>', '7 "\\u{3c}img src=x onerror=alert(1)>"'],
    ['the end of an element', 'a</b>', '7 "a\\u{3c}/b>"'],
    ['code', '`rm`', '7 "\\u{60}rm\\u{60}"'],
    ['emphasis that runs on', '~~Acme', '7 "\\u{7e}\\u{7e}Acme"'],
    ['letters of two alphabets', 'p\u0430ypal', '7 "p\\u{430}ypal"'],
    ['what looks spelled out', '\\u{5d}', '7 "\\\\u{5d}"'],
    ['an API name', 'Region__c', '7 "Region__c"'],
    ['nothing', '  ', '7 "(no name)"'],
  ])('shows %s as it is', (_, name, shown) => {
    expect(String(named('7', name))).toBe(shown);
  });

  it('is cut where it is long, between characters', () => {
    expect(String(named('7', '🛰️'.repeat(50)))).toMatch(/^7 "(?:🛰\\u\{fe0f\}){40}…"$/u);
  });

  it('says what it is where that is told', () => {
    expect(String(named('001', 'Acme', 'Account'))).toBe('Account 001 "Acme"');
  });

  it('is data in a log: the id, the name and the type', () => {
    expect(JSON.parse(JSON.stringify({ owner: named('41', 'Jon Ek', 'owner') }))).toEqual({
      owner: { id: '41', name: 'Jon Ek', type: 'owner' },
    });
  });
});

describe('the question of a plan with named ids', () => {
  it('shows them before, after, in lists, and in the summary', () => {
    const question = approvalQuestion('CRM', 'production', {
      summary: `Update deal ${named('7', 'Renewal')}`,
      before: { owner: named('41', 'Jon Ek'), teams: [named('1', 'North')] },
      after: { owner: named('42', 'Maja Lind'), teams: [named('1', 'North'), 'south'] },
    });
    expect(question).toBe(
      [
        'Update deal 7 "Renewal"',
        'in CRM:',
        '  owner: 41 "Jon Ek" → 42 "Maja Lind"',
        '  teams: 1 "North" → 1 "North", south',
      ].join('\n'),
    );
  });

  it('cannot be taken for a link, whatever was in the record before', () => {
    const plan = { summary: 'Update', before: { note: '[Approve](https://x.example)' }, after: { note: '<a href=x>' } };
    expect(approvalQuestion('CRM', 'production', plan)).toContain(
      'note: "[Approve\\u{5d}(https://x.example)" → "\\u{3c}a href=x>"',
    );
  });
});

it('finds what a person calls a record of which nothing is known', () => {
  expect(nameIn({ id: 7, subject: ' ', title: 'Broken scanner', email: 'a@b.example' })).toBe('Broken scanner');
  expect(nameIn({ id: 7, email: 'a@b.example' })).toBe('a@b.example');
  expect(nameIn([1])).toBeUndefined();
  expect(nameIn(null)).toBeUndefined();
});
