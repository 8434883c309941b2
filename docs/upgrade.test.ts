import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import manifest from '../packages/sdk/package.json' with { type: 'json' };

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const ROW = /^\| (`[^|]+`) \| `@rolekit\/sdk[^|]*` \| `@rolekit\/sdk(\/[\w/]+)?` \|$/gm;
const MOVED = [...read('docs/upgrade.md').matchAll(ROW)].flatMap(([, names = '', subpath = '']) =>
  [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => ({ name, subpath })),
);

/** The lists of names of a public subpath in the API report, which is compared with the code; of the others, the door's own. */
function namesOf(subpath: string): string[] {
  const source = manifest.exports[`.${subpath}` as keyof typeof manifest.exports]['rolekit-source'];
  const namespace = subpath === '' ? 'root' : subpath.slice(1).replaceAll('/', '_');
  const list = subpath.startsWith('/internal')
    ? read(`packages/sdk/${source}`)
    : new RegExp(`^declare namespace ${namespace} \\{([^}]*)\\}`, 'm').exec(read('packages/sdk/sdk.api.md'))?.[1];
  return list?.match(/\w+/g) ?? [];
}

test.each(MOVED)('$name is where the page of the upgrade says: @rolekit/sdk$subpath', ({ name, subpath }) => {
  expect(namesOf(subpath)).toContain(name);
});

test('the page of the upgrade has the moves that are known', () => {
  expect(MOVED).toContainEqual({ name: 'describeConnector', subpath: '/plugin' });
  expect(MOVED).toContainEqual({ name: 'resolveSettings', subpath: '/settings' });
  expect(MOVED.length).toBeGreaterThan(50);
});
