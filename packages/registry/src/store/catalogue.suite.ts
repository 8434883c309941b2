import { beforeEach, describe, expect, test } from 'vitest';
import { toolsFile } from '../../test/pack-plugin.ts';
import type { Catalogue, Decision, NewVersion } from './catalogue.ts';
import { verifyChain } from './events.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
const noChanges = (): Decision => ({ surface: null, waiver: null });

function version(changes: Partial<NewVersion> & { description?: string; keywords?: string[] } = {}): NewVersion {
  const {
    namespace = 'acme',
    name = 'sales',
    version: number = '1.0.0',
    description = 'Everything a seller needs.',
    keywords = [],
    ...rest
  } = changes;
  return {
    namespace,
    name,
    version: number,
    digest: DIGEST,
    tgzDigest: DIGEST,
    size: 1000,
    tree: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
    manifest: {
      $schema: 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json',
      name,
      version: number,
      description,
      keywords,
      extensions: { 'dev.rolekit': { namespace, role: 'sales' } },
    },
    tools: toolsFile(),
    skills: [
      {
        name: 'review-forecast',
        description: 'Review the forecast.',
        digest: DIGEST,
        tools: ['crm_query'],
        text: '# Forecast',
      },
    ],
    findings: [],
    readme: undefined,
    contract: undefined,
    ruleSet: 7,
    publishedBy: 'ci',
    channel: undefined,
    ...rest,
  };
}

/** What every implementation of the catalogue does. `open` gives an empty one; whoever gives it also closes it. */
export function catalogueSuite(kind: string, open: () => Promise<Catalogue>): void {
  describe(`the catalogue in ${kind}`, () => {
    let catalogue: Catalogue;
    beforeEach(async () => {
      catalogue = await open();
    });
    const publish = (changes: Parameters<typeof version>[0] = {}, decide = noChanges) =>
      catalogue.publish(version(changes), decide);

    test('refuses other content under a published version, and keeps the first', async () => {
      await publish();
      await expect(publish({ digest: OTHER })).rejects.toMatchObject({ code: 'RK_VERSION_CONFLICT', status: 409 });
      expect((await catalogue.version('acme', 'sales', '1.0.0'))?.digest).toBe(DIGEST);
      expect(await catalogue.head()).toBe(1);
    });

    test('refuses a version that differs from a published one only after the plus sign', async () => {
      await publish({ version: '1.0.0+one' });
      await expect(publish({ version: '1.0.0+two' })).rejects.toMatchObject({ code: 'RK_VERSION_TWIN' });
    });

    test('writes nothing when the decision fails', async () => {
      const refuse = () => {
        throw new RangeError('no');
      };
      await expect(publish({ channel: 'beta' }, refuse)).rejects.toThrow('no');
      expect(await catalogue.plugin('acme', 'sales')).toBeUndefined();
      expect(await catalogue.namespaceExists('acme')).toBe(false);
      expect(await catalogue.head()).toBe(0);
      expect((await catalogue.plugins({ limit: 10 })).plugins).toEqual([]);
    });

    test('refuses to point a channel at what is not there', async () => {
      await expect(catalogue.setChannel('acme', 'sales', 'beta', '1.0.0')).rejects.toMatchObject({
        code: 'RK_PLUGIN_UNKNOWN',
      });
      await publish();
      await expect(catalogue.setChannel('acme', 'sales', 'beta', '9.9.9')).rejects.toMatchObject({
        code: 'RK_VERSION_UNKNOWN',
      });
      await expect(catalogue.removeChannel('acme', 'sales', 'beta')).rejects.toMatchObject({
        code: 'RK_CHANNEL_UNKNOWN',
      });
      await expect(catalogue.yank('acme', 'sales', '9.9.9', 'no', 'ops')).rejects.toMatchObject({
        code: 'RK_VERSION_UNKNOWN',
      });
    });

    test('refuses a cursor that it did not make, and a search without a word', async () => {
      await expect(catalogue.plugins({ limit: 5, cursor: 'nonsense' })).rejects.toMatchObject({
        code: 'RK_CURSOR_INVALID',
      });
      await expect(catalogue.plugins({ limit: 5, text: 'a !' })).rejects.toMatchObject({ code: 'RK_QUERY_SHORT' });
      await expect(
        catalogue.servers({
          after: { namespace: 'x', name: 'y', version: '1.0.0' },
          limit: 5,
          search: undefined,
          version: undefined,
          since: undefined,
        }),
      ).rejects.toMatchObject({ code: 'RK_CURSOR_INVALID' });
    });

    test('takes the same version with the same content again without a trace', async () => {
      expect((await publish()).created).toBe(true);
      const again = await publish();
      expect(again).toMatchObject({ created: false, events: [], latest: '1.0.0' });
      expect(await catalogue.head()).toBe(1);
    });

    test('keeps the number of the rules that a version was inspected by', async () => {
      await publish();
      expect((await catalogue.version('acme', 'sales', '1.0.0'))?.ruleSet).toBe(7);
      expect((await catalogue.versions('acme', 'sales')).map(({ ruleSet }) => ruleSet)).toEqual([7]);
    });

    test('creates one version when twenty publish it at once', async () => {
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => publish()));
      expect(outcomes.filter(({ created }) => created)).toHaveLength(1);
      expect(await catalogue.versions('acme', 'sales')).toHaveLength(1);
    });

    test('never calls a prerelease or a yanked version the latest', async () => {
      await publish({ version: '2.0.0-beta.1' });
      expect(await catalogue.plugin('acme', 'sales')).toMatchObject({ latest: null, version: '2.0.0-beta.1' });
      await publish({ version: '1.0.0' });
      await publish({ version: '1.10.0' });
      await publish({ version: '1.9.0' });
      expect((await catalogue.plugin('acme', 'sales'))?.latest).toBe('1.10.0');
      await catalogue.yank('acme', 'sales', '1.10.0', 'Loses data.', 'ops');
      expect(await catalogue.plugin('acme', 'sales')).toMatchObject({ latest: '1.9.0', version: '1.9.0' });
      expect(await catalogue.version('acme', 'sales', '1.10.0')).toMatchObject({ yanked: 'Loses data.' });
      await catalogue.yank('acme', 'sales', '1.10.0', null, 'ops');
      expect((await catalogue.version('acme', 'sales', 'latest'))?.version).toBe('1.10.0');
    });

    test('keeps who yanked and deprecated a version, and when, until it is taken back', async () => {
      await publish();
      const fresh = { yanked: null, yankedBy: null, yankedAt: null, deprecated: null };
      expect(await catalogue.version('acme', 'sales', '1.0.0')).toMatchObject(fresh);
      const yank = await catalogue.yank('acme', 'sales', '1.0.0', 'Loses data.', 'ops');
      const deprecation = { message: 'Old.', replacement: 'acme/crm' };
      const deprecate = await catalogue.deprecate('acme', 'sales', '1.0.0', deprecation, 'ci');
      expect([yank?.data, deprecate?.type, deprecate?.data]).toEqual([
        { reason: 'Loses data.', by: 'ops' },
        'deprecate',
        { message: 'Old.', replacement: 'acme/crm', by: 'ci' },
      ]);
      const [row] = await catalogue.versions('acme', 'sales');
      expect(row).toMatchObject({
        yanked: 'Loses data.',
        yankedBy: 'ops',
        yankedAt: yank?.at,
        deprecated: { message: 'Old.', replacement: 'acme/crm', by: 'ci', at: deprecate?.at },
      });
      expect(await catalogue.deprecate('acme', 'sales', '1.0.0', deprecation, 'other')).toBeUndefined();
      await catalogue.yank('acme', 'sales', '1.0.0', null, 'ops');
      const undone = await catalogue.deprecate('acme', 'sales', '1.0.0', null, 'ops');
      expect([undone?.type, undone?.data]).toEqual(['undeprecate', { by: 'ops' }]);
      expect(await catalogue.version('acme', 'sales', '1.0.0')).toMatchObject(fresh);
      expect(verifyChain(await catalogue.events(0, 100))).toBe(undone?.hash);
    });

    test('a deprecated version stays the latest; one that is not there cannot be deprecated', async () => {
      const old = { message: 'Old.', replacement: null };
      await expect(catalogue.deprecate('acme', 'sales', '1.0.0', old, 'ci')).rejects.toMatchObject({
        code: 'RK_PLUGIN_UNKNOWN',
      });
      await publish();
      await expect(catalogue.deprecate('acme', 'sales', '9.9.9', old, 'ci')).rejects.toMatchObject({
        code: 'RK_VERSION_UNKNOWN',
      });
      await catalogue.deprecate('acme', 'sales', '1.0.0', old, 'ci');
      expect((await catalogue.plugin('acme', 'sales'))?.latest).toBe('1.0.0');
    });

    test('compares a new version with the highest stable one below it that is not yanked', async () => {
      const seen: (string | undefined)[] = [];
      const look = (baseline: { version: string } | undefined) => {
        seen.push(baseline?.version);
        return noChanges();
      };
      for (const number of ['1.0.0', '1.2.0', '2.0.0-beta.1', '2.0.0', '1.3.0'])
        await publish({ version: number }, look as never);
      await catalogue.yank('acme', 'sales', '2.0.0', 'No.', 'ops');
      await publish({ version: '3.0.0' }, look as never);
      expect(seen).toEqual([undefined, '1.0.0', '1.2.0', '1.2.0', '1.2.0', '1.3.0']);
    });

    test('moves a channel with a publication, and lets it be read as a version', async () => {
      await publish({ channel: 'beta' });
      await publish({ version: '1.1.0', channel: 'beta' });
      expect(await catalogue.channels('acme', 'sales')).toEqual([{ channel: 'beta', version: '1.1.0' }]);
      expect((await catalogue.version('acme', 'sales', 'beta'))?.version).toBe('1.1.0');
      expect(await catalogue.setChannel('acme', 'sales', 'beta', '1.1.0')).toBeUndefined();
      await catalogue.removeChannel('acme', 'sales', 'beta');
      expect(await catalogue.version('acme', 'sales', 'beta')).toBeUndefined();
    });

    test('chains the events by hash, so that a change of any shows', async () => {
      await publish({ channel: 'beta' });
      await catalogue.yank('acme', 'sales', '1.0.0', 'Wrong.', 'ops');
      await catalogue.yank('acme', 'sales', '1.0.0', null, 'ops');
      const events = await catalogue.events(0, 100);
      expect(events.map(({ seq, type }) => [seq, type])).toEqual([
        [1, 'publish'],
        [2, 'channel'],
        [3, 'yank'],
        [4, 'unyank'],
      ]);
      expect(verifyChain(events)).toBe(events[3]?.hash);
      const forged = events.map((event) => (event.seq === 3 ? { ...event, data: { reason: 'Fine.' } } : event));
      expect(() => verifyChain(forged)).toThrow(expect.objectContaining({ code: 'RK_EVENTS_BROKEN' }));
      expect((await catalogue.events(3, 100)).map(({ seq }) => seq)).toEqual([4]);
    });

    test('lists by name, page by page, and by namespace, role and connector', async () => {
      for (const name of ['cc', 'aa', 'bb']) await publish({ name });
      await publish({ namespace: 'zeta', name: 'aa' });
      const first = await catalogue.plugins({ limit: 2 });
      expect(first.plugins.map(({ name }) => name)).toEqual(['aa', 'bb']);
      const second = await catalogue.plugins({ limit: 2, cursor: first.next ?? '' });
      expect(second.plugins.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(['acme/cc', 'zeta/aa']);
      expect(second.next).toBeNull();
      expect((await catalogue.plugins({ limit: 9, namespace: 'zeta' })).plugins).toHaveLength(1);
      expect((await catalogue.plugins({ limit: 9, role: 'banking' })).plugins).toEqual([]);
      expect((await catalogue.plugins({ limit: 9, connector: 'crm' })).plugins).toHaveLength(4);
    });

    test('finds plugins by the words of their names, skills and tools, the best first', async () => {
      await publish({ name: 'aaa', description: 'Mentions the forecast in passing.' });
      await publish({ name: 'forecast', description: 'Numbers.' });
      await publish({ name: 'other', description: 'Something else.', skills: [] });
      const find = async (text: string) =>
        (await catalogue.plugins({ limit: 9, text })).plugins.map(({ name }) => name);
      expect(await find('forecast')).toEqual(['forecast', 'aaa']);
      expect(await find('FORE pass')).toEqual(['aaa']);
      expect(await find('crm_query')).toEqual(['aaa', 'forecast', 'other']);
      expect(await find('"; drop table plugins --')).toEqual([]);
      const first = await catalogue.plugins({ limit: 2, text: 'crm' });
      const rest = await catalogue.plugins({ limit: 2, text: 'crm', cursor: first.next ?? '' });
      expect([...first.plugins, ...rest.plugins].map(({ name }) => name)).toEqual(['aaa', 'forecast', 'other']);
    });

    test('describes a plugin by its latest version', async () => {
      await publish({ description: 'Old words.' });
      await publish({ version: '1.1.0', description: 'New wonders.' });
      expect((await catalogue.plugin('acme', 'sales'))?.description).toBe('New wonders.');
      expect((await catalogue.plugins({ limit: 9, text: 'old' })).plugins).toEqual([]);
      expect((await catalogue.plugins({ limit: 9, text: 'wonders' })).plugins).toHaveLength(1);
    });

    test('knows which plugin came first under a name', async () => {
      await publish();
      await publish({ namespace: 'zeta' });
      expect(await catalogue.isNameTaken('acme', 'sales')).toBe(false);
      expect(await catalogue.isNameTaken('zeta', 'sales')).toBe(true);
    });

    test('keeps the words of each skill and lists those of the latest versions', async () => {
      await publish();
      await publish({ version: '2.0.0-rc.1' });
      expect(await catalogue.skillText('acme', 'sales', '1.0.0', 'review-forecast')).toBe('# Forecast');
      expect(await catalogue.skillText('acme', 'sales', '1.0.0', 'none')).toBeUndefined();
      expect(await catalogue.latestSkills()).toEqual([
        {
          namespace: 'acme',
          plugin: 'sales',
          version: '1.0.0',
          name: 'review-forecast',
          description: 'Review the forecast.',
          digest: DIGEST,
        },
      ]);
    });

    test('pages through the versions that have connectors', async () => {
      await publish();
      await publish({ version: '1.1.0' });
      await publish({ name: 'words', tools: toolsFile({ tools: [] }) });
      const query = { after: undefined, search: undefined, version: undefined, since: undefined };
      expect((await catalogue.servers({ ...query, limit: 9 })).map((row) => row.version)).toEqual(['1.0.0', '1.1.0']);
      const after = { namespace: 'acme', name: 'sales', version: '1.0.0' };
      expect((await catalogue.servers({ ...query, after, limit: 9 })).map((row) => row.version)).toEqual(['1.1.0']);
      expect((await catalogue.servers({ ...query, version: 'latest', limit: 9 })).map((row) => row.version)).toEqual([
        '1.1.0',
      ]);
      expect(await catalogue.servers({ ...query, search: 'nothing', limit: 9 })).toEqual([]);
    });

    test('knows which archives are referred to', async () => {
      await publish();
      await publish({ version: '1.1.0', digest: OTHER, tgzDigest: OTHER });
      expect(await catalogue.blobs()).toEqual(new Set([DIGEST, OTHER]));
    });
  });
}
