import { expect, test } from 'vitest';
import { packPlugin } from '../test/pack-plugin.ts';
import { testRegistry } from '../test/start-registry.ts';
import { commitId, signature, treeId } from './object-id.ts';

test('an empty tree and a fixed commit have the ids that git gives them', () => {
  expect(treeId([])).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
  expect(treeId([{ path: 'a/b.txt', bytes: Buffer.from('hello\n') }])).toBe('4b378868f9def8dfbfa9494e931d7367e276bb3a');
});

test('a commit says who and when in the same words on every machine', () => {
  expect(signature('2026-11-20T10:00:00.999Z')).toBe('Rolekit Registry <registry@rolekit.dev> 1795168800 +0000');
  const facts = { tree: treeId([]), at: '2026-11-20T10:00:00.000Z', message: 'one\n' };
  expect(commitId({ ...facts, parent: undefined })).not.toBe(commitId({ ...facts, parent: 'a'.repeat(40) }));
});

test('folders and files whose names begin alike are sorted as git sorts them', async () => {
  const registry = await testRegistry();
  const names = ['a.md', 'a/x.md', 'a-b.md', 'a0.md', 'a/b/c.md', 'B.txt', 'with space.md'];
  const answer = await registry.send(
    await packPlugin({
      files: Object.fromEntries(names.map((name) => [`skills/review-forecast/references/${name}`, name])),
    }),
  );
  expect(answer.json()).toMatchObject({ created: true });
  const { commit } = (await registry.get('/v1/plugins/acme/sales/versions/1.0.0')).json();
  // The repository is served only when git came to the same id.
  const refs = await registry.get('/git/acme/sales.git/info/refs?service=git-upload-pack');
  expect(refs.body).toContain(`${commit} refs/tags/v1.0.0`);
});
