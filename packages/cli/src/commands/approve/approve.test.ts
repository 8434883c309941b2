import { expect, test } from 'vitest';
import { testRegistry } from '../../../test/registry.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { todoArchive } from '../../../test/todo-archive.ts';

const VERSION = 'acme/todo@0.1.0';

/** A version of ben's that waits; ada maintains the namespace too. */
async function withWaiting() {
  const { url, registry } = await testRegistry();
  const envOf = async (handle: string, isAdministrator: boolean) => {
    const password = 'correct horse battery';
    const { id } = await registry.accounts.create({ handle, password, isAdministrator, by: 'test' });
    const scopes = ['read', 'publish', 'manage', 'govern'] as const;
    const token = await registry.tokens.create({ name: 'x', namespaces: ['*'], scopes: [...scopes], accountId: id });
    return { ROLEKIT_REGISTRY: url, ROLEKIT_TOKEN: token };
  };
  const [ada, ben] = [await envOf('ada', true), await envOf('ben', false)];
  const set = await rolekit(['namespace', 'acme', '--set', 'ada=owner,ben=maintainer', '--approvals', 'on'], {
    env: ada,
  });
  expect(set.stdout).toContain('acme  public, owned, versions wait for approval, you are owner\n');
  const sent = await rolekit(['publish', await todoArchive()], { env: ben });
  expect(sent.stdout).toContain(`waiting  ${VERSION} at ${url}, until somebody else approves it\n`);
  expect(sent.stdout).toMatch(/^approve {2}http\S+ until \d{4}-\d\d-\d\d$/m);
  const review = await rolekit(['review', VERSION], { env: ada });
  expect(review.stdout).toContain('waits until');
  expect(review.stdout).toMatch(/^origin +ben, with a token$/m);
  const [digest = ''] = /sha256:[0-9a-f]{64}/.exec(review.stdout) ?? [];
  return { ada, ben, digest, url };
}

test('nothing is decided without a version and the digest of what was looked at', async () => {
  const { ada } = await withWaiting();
  for (const command of [['approve'], ['reject', '--reason', 'x']]) {
    const without = await rolekit([...command, VERSION, '--json'], { env: ada });
    expect([without.code, without.json.error.message]).toEqual([2, 'No digest of what you looked at.']);
  }
  const wrong = await rolekit(['approve', VERSION, '--digest', 'sha256:1', '--json'], { env: ada });
  expect([wrong.code, wrong.json.error.message]).toEqual([2, '`--digest sha256:1` is not a digest.']);
  const other = await rolekit(['approve', VERSION, '--digest', `sha256:${'0'.repeat(64)}`, '--json'], { env: ada });
  expect(other.code).not.toBe(0);
  const channel = await rolekit(['review', 'acme/todo@beta', '--json'], { env: ada });
  expect([channel.code, channel.json.error.message]).toEqual([2, '`acme/todo@beta` does not name an exact version.']);
});

test('a version is there once somebody else approved it, and not when its publisher does', async () => {
  const { ada, ben, digest } = await withWaiting();
  const own = await rolekit(['approve', VERSION, '--digest', digest, '--json'], { env: ben });
  expect(own.code).toBe(3);
  expect((await rolekit(['info', 'acme/todo'], { env: ada })).code).toBe(1);
  expect((await rolekit(['review'], { env: ben })).stdout).toContain(`${VERSION}  waits until`);
  const approved = await rolekit(['approve', VERSION, '--digest', digest], { env: ada });
  expect(approved.stdout).toBe(`approved  ${VERSION} at ${ada.ROLEKIT_REGISTRY}\nlatest  0.1.0\n`);
  expect((await rolekit(['info', 'acme/todo'], { env: ada })).code).toBe(0);
  expect((await rolekit(['review'], { env: ada })).stdout).toBe(`Nothing waits for you at ${ada.ROLEKIT_REGISTRY}.\n`);
  expect((await rolekit(['review', '--all'], { env: ada })).stdout).toContain(`${VERSION}  approved by ada`);
});

test('a version that was rejected tells its publisher why', async () => {
  const { ada, ben, digest } = await withWaiting();
  const rejected = await rolekit(['reject', VERSION, '--digest', digest, '--reason', 'Too much.'], { env: ada });
  expect(rejected.stdout).toBe(`rejected  ${VERSION} at ${ada.ROLEKIT_REGISTRY}\nreason  Too much.\n`);
  expect((await rolekit(['review', '--all'], { env: ben })).stdout).toContain(
    `${VERSION}  rejected by ada (Too much.), sent by ben`,
  );
});

test('a version in quarantine is served nowhere, with its reason, until that is lifted; a takedown is for good', async () => {
  const { ada, digest, url } = await withWaiting();
  await rolekit(['approve', VERSION, '--digest', digest], { env: ada });
  const without = await rolekit(['quarantine', VERSION, '--json'], { env: ada });
  expect([without.code, without.json.error.message]).toEqual([2, 'No reason given.']);
  const held = await rolekit(['quarantine', VERSION, '--reason', 'Sends too much.'], { env: ada });
  expect(held.stdout).toMatch(
    /^quarantined {2}acme\/todo@0\.1\.0 at \S+\nreason {2}Sends too much\. \(by ada, \S+\)\n$/,
  );
  const refused = await rolekit(['install', VERSION, '--to', 'todo'], { env: ada });
  expect([refused.code, refused.stderr]).toEqual([expect.any(Number), expect.stringContaining('Sends too much.')]);
  const lifted = await rolekit(['quarantine', VERSION, '--undo'], { env: ada });
  expect(lifted.stdout).toBe(`available  ${VERSION} at ${url}\n`);
  const asked = await rolekit(['takedown', VERSION, '--reason', 'Data.', '--json'], { env: ada });
  expect([asked.code, asked.json.error.message]).toEqual([2, `The bytes of ${VERSION} would be gone for good.`]);
  const gone = await rolekit(['takedown', VERSION, '--reason', 'Data.', '--yes'], { env: ada });
  expect(gone.stdout).toContain(`taken-down  ${VERSION}`);
});
