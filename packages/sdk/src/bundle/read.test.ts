import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { bundleFixture, MANIFEST } from './bundle.fixture.ts';
import { inspectArchive } from './inspect.ts';
import { packBundle } from './pack.ts';
import { readBundle, readBundleFolder } from './read.ts';

async function read(changes: Record<string, string | undefined>) {
  return readBundle((await packBundle(bundleFixture(changes))).tgz);
}

async function problems(changes: Record<string, string | undefined>): Promise<string[]> {
  return (await read(changes)).findings.map(({ code, file, line }) => `${code} ${file}${line ? `:${line}` : ''}`);
}

describe('a published bundle cannot be read when', () => {
  it('its manifest or its tools are missing or are no JSON', async () => {
    expect(await problems({ 'plugin.json': undefined, 'tools.json': undefined })).toEqual([
      'bundle/missing-file plugin.json',
      'bundle/missing-file tools.json',
    ]);
    expect(await problems({ 'plugin.json': '{', 'tools.json': `${'['.repeat(300)}` })).toEqual([
      'manifest/syntax plugin.json:1',
      'tools/syntax tools.json:1',
    ]);
  });

  it('a value that its readers rely on has another type', async () => {
    const manifest = { ...MANIFEST, description: 3 };
    expect(await problems({ 'plugin.json': JSON.stringify(manifest) })).toEqual(['manifest/type plugin.json:1']);
    expect(await problems({ 'rolekit.lock.json': '{}' })).toContain('lock/missing rolekit.lock.json:1');
  });

  it('its archive is torn', async () => {
    const { tgz } = await packBundle(bundleFixture());
    const reading = await readBundle(tgz.subarray(0, -9));
    expect(reading).toMatchObject({ ok: false, findings: [{ code: 'archive/truncated' }] });
  });
});

describe('a published bundle that the gate refuses today', () => {
  const changes = {
    'plugin.json': JSON.stringify({
      ...MANIFEST,
      description: 'Invisible\u200b and \u202e.',
      future: true,
      extensions: { ...MANIFEST.extensions, 'com.example': { hooks: {} }, strange: 1 },
    }),
    'hooks/hooks.json': '{"hooks":{}}',
    '.mcp.json': '{"mcpServers":{}}',
    'skills/broken/SKILL.md': 'no frontmatter',
  };

  it('is read with its digest and all its files', async () => {
    const files = bundleFixture(changes);
    const { tgz, digest } = await packBundle(files);
    expect((await inspectArchive(tgz)).ok).toBe(false);
    const reading = await readBundle(tgz);
    if (!reading.ok) expect.unreachable();
    expect(reading.findings).toEqual([]);
    expect(reading.bundle.digest).toBe(digest);
    expect(reading.bundle.files.map(({ path }) => path)).toEqual(files.map(({ path }) => path).toSorted());
    expect(reading.bundle.skills.map(({ name }) => name)).toEqual(['review-forecast']);
    expect(reading.bundle.manifest.name).toBe('sales');
  });

  it('is read from a folder just so', async () => {
    const dir = temporaryFolder();
    try {
      const files = bundleFixture(changes);
      for (const { path, bytes } of files) {
        await mkdir(join(dir, dirname(path)), { recursive: true });
        await writeFile(join(dir, path), bytes);
      }
      const { digest } = await packBundle(files);
      expect(await readBundleFolder(dir)).toMatchObject({ ok: true, bundle: { digest } });
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});
