import { expect, test } from 'vitest';
import { testRegistry } from '../../../test/registry.ts';
import { rolekit } from '../../../test/rolekit.ts';

const PASSWORD = 'correct horse battery';

async function withOwner() {
  const { url, registry } = await testRegistry();
  const made = [];
  for (const handle of ['ada', 'ben'])
    made.push(
      await registry.accounts.create({ handle, password: PASSWORD, isAdministrator: handle === 'ada', by: 'test' }),
    );
  const [ada, ben] = made;
  const tokenOf = (accountId: string | undefined) =>
    registry.tokens.create({
      name: 'a test',
      namespaces: ['*'],
      scopes: ['read', 'publish', 'manage', 'govern'],
      accountId: accountId ?? null,
    });
  const env = { ROLEKIT_REGISTRY: url, ROLEKIT_TOKEN: await tokenOf(ada?.id) };
  const asBen = { ROLEKIT_REGISTRY: url, ROLEKIT_TOKEN: await tokenOf(ben?.id) };
  const namespace = (...args: string[]) => rolekit(['namespace', 'acme', ...args], { env });
  return { url, env, asBen, namespace };
}

test('members are set and removed, groups with an @', async () => {
  const { namespace, asBen } = await withOwner();
  const set = await namespace('--set', 'ben=publisher,ada=owner,@analysts=reader');
  expect(set.stdout).toBe(
    'acme  public, owned, you are owner\nmembers\n  ada        owner\n  ben        publisher\n  @analysts  reader\n',
  );
  const removed = await namespace('--remove', '@analysts,ben', '--json');
  expect(removed.json.result.members).toMatchObject([{ kind: 'account', subject: 'ada', role: 'owner' }]);
  const denied = await rolekit(['namespace', 'acme', '--set', 'ben=owner', '--json'], { env: asBen });
  expect([denied.code, denied.json.error.message]).toEqual([
    3,
    'The registry answered 403: ben may not govern in the namespace acme.',
  ]);
});

test('a private namespace is there for its members alone, and is not opened by mistake', async () => {
  const { namespace, asBen } = await withOwner();
  const made = await namespace('--set', 'ada=owner', '--visibility', 'private');
  expect(made.stdout).toContain('acme  private, owned, you are owner\n');
  const seen = await rolekit(['namespace', 'acme', '--json'], { env: asBen });
  expect([seen.code, seen.json.error.message]).toEqual([1, 'The registry answered 404: There is no namespace acme.']);
  const opened = await namespace('--visibility', 'public', '--json');
  expect([opened.code, opened.json.error.message]).toEqual([2, 'Everything in acme would be there for everybody.']);
  expect((await namespace('--visibility', 'public', '--yes')).stdout).toContain('acme  public');
});

test('workflows are trusted, and no more', async () => {
  const { namespace } = await withOwner();
  const trusted = await namespace('--set', 'ada=owner', '--trust', 'acme/plugins:release.yml:release');
  expect(trusted.stdout).toContain(
    'may publish\n  acme/plugins:release.yml  release  https://token.actions.githubusercontent.com\n',
  );
  const gitlab = ['--trust', 'acme/deep/plugins:.gitlab-ci.yml', '--issuer', 'https://gitlab.com'];
  expect((await namespace(...gitlab)).stdout).toContain(
    '  acme/deep/plugins:.gitlab-ci.yml  any environment  https://gitlab.com\n',
  );
  const left = await namespace('--untrust', 'acme/plugins:release.yml:release', '--json');
  expect(left.json.result.publishers).toMatchObject([{ repository: 'acme/deep/plugins' }]);
});

test('a domain is claimed with what to publish for it, and given up', async () => {
  const { namespace } = await withOwner();
  const claimed = await namespace('--set', 'ada=owner', '--domain', 'acme.invalid');
  expect(claimed.stdout).toMatch(
    /^domains\n {2}acme\.invalid {2}not proven\n\nPublish this for acme\.invalid, as a TXT record of _rolekit\.acme\.invalid or as a line of https:\/\/acme\.invalid\/\.well-known\/rolekit-namespace:\n {2}rolekit-namespace=acme; token=[\w-]{32}\nThe last look found: DNS: /m,
  );
  const removed = await namespace('--remove-domain', 'acme.invalid', '--json');
  expect(removed.json.result.domains).toEqual([]);
  const unknown = await namespace('--remove-domain', 'acme.invalid', '--json');
  expect(unknown.json.error.message).toBe('The registry answered 404: The namespace acme has no domain acme.invalid.');
  const none = await namespace('--domain', 'localhost', '--json');
  expect(none.json.error.message).toContain('`localhost` is not a domain');
});

test.each([
  [['--set', 'ada'], '`--set ada` is not a name and a role.'],
  [['--set', 'ada=king'], '`--set ada=king` is not a name and a role.'],
  [['--visibility', 'secret'], '`--visibility secret` is neither.'],
  [['--trust', 'release.yml'], '`--trust release.yml` is not a workflow.'],
])('%j is a usage error, and changes nothing', async (args, message) => {
  const { namespace } = await withOwner();
  const run = await namespace(...args, '--json');
  expect([run.code, run.json.error.message]).toEqual([2, message]);
});
