import { describe, expect, it } from 'vitest';
import { packPlugin } from '../test/pack-plugin.ts';
import { testRegistry } from '../test/start-registry.ts';
import { publicPath } from './public-path.ts';

describe('a registry below a path of a proxy', () => {
  const behind = { publicUrl: 'https://tools.example/plug&ins/' };
  const page = { accept: 'text/html' };
  const linksOf = (body: string) =>
    [...body.matchAll(/ (?:href|src|action)="(\/[^"]*)"/g)].map(([, link]) => link ?? '');

  it.each(['/', '/?q=sales', '/?q=none-of-this', '/acme/sales', '/acme/nothing', '/nowhere'])(
    'keeps every link of %s below it',
    async (path) => {
      const registry = await testRegistry(behind);
      await registry.publish({ skills: { 'plan-week': 'href="/outside" is text.' } });
      const links = linksOf((await registry.get(path, page)).body);
      expect(links.length).toBeGreaterThan(5);
      expect(links.filter((link) => !link.startsWith('/plug&amp;ins/'))).toEqual([]);
    },
  );

  it('keeps the addresses for programs below it', async () => {
    const registry = await testRegistry(behind);
    const { headers } = await registry.send(await packPlugin());
    expect(headers.location).toBe('/plug&ins/v1/plugins/acme/sales/versions/1.0.0');
    expect((await registry.get('/v1/openapi.json')).json().servers).toEqual([{ url: '/plug&ins' }]);
    const { skills } = (await registry.get('/.well-known/agent-skills/index.json')).json();
    expect(skills.map(({ url }: { url: string }) => url)).toEqual([
      '/plug&ins/v1/plugins/acme/sales/versions/1.0.0/skills/review-forecast',
    ]);
  });
});

it('is in the routes that an error names, and in the path that is not there', async () => {
  const registry = await testRegistry({ publicUrl: 'https://tools.example/plugins' });
  const errorAt = async (path: string) => (await registry.get(path)).json().error;
  expect(await errorAt('/nowhere')).toMatchObject({
    message: 'There is nothing at /plugins/nowhere.',
    fix: 'The routes are listed in /plugins/v1/openapi.json.',
  });
  expect((await errorAt('/v1/plugins?limit=x')).fix).toBe('See /plugins/v1/openapi.json for what this route takes.');
  expect((await errorAt('/v1/plugins/acme/none')).fix).toContain('/plugins/v1/plugins?q=');
  expect((await errorAt('/git/none.git/info/refs?service=git-upload-pack')).fix).toBe(
    'Use /plugins/git/all.git, /plugins/git/<namespace>.git or /plugins/git/<namespace>/<plugin>.git.',
  );
  expect((await registry.get('/nowhere', { accept: 'text/html' })).body).toContain('/plugins/v1/openapi.json.');
});

it('is empty at the root', () => {
  expect(publicPath('https://tools.example')).toBe('');
  expect(publicPath('https://tools.example/a/b/')).toBe('/a/b');
});
