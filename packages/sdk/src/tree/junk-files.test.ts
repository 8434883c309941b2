import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { bundleFixture, MANIFEST, SKILL } from '../bundle/bundle.fixture.ts';
import { inspectArchive, inspectFolder } from '../bundle/inspect.ts';
import { packBundle } from '../bundle/pack.ts';
import { readPlugin } from '../plugin/read.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';

/** Of each system and program: what it leaves, some in another case than it writes itself, and who is named for it. */
const LEFT: readonly (readonly [path: string, who: string])[] = [
  ['.DS_Store', 'macOS'],
  ['.ds_store', 'macOS'],
  ['skills/review-forecast/._SKILL.md', 'macOS'],
  ['._plugin.json', 'macOS'],
  ['__MACOSX/skills/review-forecast/SKILL.md', 'macOS'],
  ['skills/review-forecast/references/deep/.DS_Store', 'macOS'],
  ['.Spotlight-V100/Store-V2/index.db', 'macOS'],
  ['.Trashes/501/plugin.json', 'macOS'],
  ['.fseventsd/fseventsd-uuid', 'macOS'],
  ['.AppleDouble/SKILL.md', 'macOS'],
  ['Thumbs.db', 'Windows'],
  ['skills/review-forecast/THUMBS.DB', 'Windows'],
  ['skills/review-forecast/ehthumbs.db', 'Windows'],
  ['skills/Desktop.ini', 'Windows'],
  ['$RECYCLE.BIN/S-1-5-21/plugin.json', 'Windows'],
  ['System Volume Information/IndexerVolumeGuid', 'Windows'],
  ['skills/review-forecast/~$prices.xlsx', 'Windows'],
  ['skills/.directory', 'Linux'],
  ['skills/review-forecast/.nfs00000000013a5f5d00000001', 'Linux'],
  ['.Trash-1000/files/SKILL.md', 'Linux'],
  ['skills/review-forecast/.~lock.prices.ods#', 'Linux'],
  ['skills/@eaDir/SKILL.md@SynoEAStream', 'A file server'],
  ['plugin.json~', 'An editor'],
  ['skills/review-forecast/SKILL.md~', 'An editor'],
  ['skills/review-forecast/.#SKILL.md', 'An editor'],
  ['skills/review-forecast/#SKILL.md#', 'An editor'],
  ['skills/review-forecast/.SKILL.md.swp', 'An editor'],
  ['skills/review-forecast/SKILL.md.swo', 'An editor'],
  ['skills/review-forecast/.idea/workspace.xml', 'An editor'],
  ['skills/review-forecast/SKILL.md.orig', 'A merge'],
  ['skills/review-forecast/SKILL.md.rej', 'A merge'],
  ['skills/review-forecast/.git/HEAD', 'Version control'],
  ['skills/review-forecast/references/.gitkeep', 'Version control'],
  ['skills/review-forecast/.svn/wc.db', 'Version control'],
  ['skills/.hg/store', 'Version control'],
  ['skills/review-forecast/scripts/node_modules/.cache/x', 'A package manager'],
  ['npm-debug.log', 'A package manager'],
  ['skills/review-forecast/scripts/__pycache__/price.cpython-313.pyc', 'Python'],
];

/** What looks like it and is a person's. */
const KEPT = [
  'skills/review-forecast/references/thumbs.md',
  'skills/review-forecast/references/coverage/list.md',
  'skills/review-forecast/references/dist/list.md',
  'skills/review-forecast/references/icon.png',
  'skills/review-forecast/references/a~b.md',
  'skills/review-forecast/references/#1.md',
  'skills/review-forecast/references/original.md',
  'skills/review-forecast/references/film.swf',
];

let dir = '';
beforeEach(() => {
  dir = temporaryFolder();
});

async function put(path: string, content: string | Uint8Array = '\u0000\u0005\u0016\u0007'): Promise<void> {
  await mkdir(join(dir, dirname(path)), { recursive: true });
  await writeFile(join(dir, path), content);
}

it('is no part of a source', async () => {
  await put('plugin.json', JSON.stringify(MANIFEST));
  await put('skills/review-forecast/SKILL.md', SKILL);
  const { findings } = await readPlugin(dir);
  for (const [path] of LEFT) await put(path);
  expect(await readPlugin(dir)).toMatchObject({ findings, skills: [{ name: 'review-forecast' }] });
});

it('is no part of a built folder', async () => {
  for (const { path, bytes } of bundleFixture()) await put(path, bytes);
  const clean = await inspectFolder(dir);
  expect(clean.ok).toBe(true);
  for (const [path] of LEFT) await put(path);
  expect(await inspectFolder(dir)).toEqual(clean);
});

// no archive can be made with a .git in it
const PACKABLE = LEFT.filter(([path]) => !path.includes('/.git/'));

it.each(PACKABLE)('is refused in an archive, and named: %s', async (path, who) => {
  const { tgz } = await packBundle(bundleFixture({ [path]: 'x' }));
  const { findings } = await inspectArchive(tgz);
  expect(findings.filter(({ code }) => code === 'bundle/left-behind')).toEqual([
    {
      code: 'bundle/left-behind',
      severity: 'error',
      message: `${who} leaves this behind; it is not part of a plugin.`,
      file: path,
      fix: 'Unpack the archive and pack its folder with `rolekit pack`, which leaves it out.',
    },
  ]);
});

it('is not what only looks like it', async () => {
  for (const { path, bytes } of bundleFixture()) await put(path, bytes);
  for (const path of KEPT) await put(path, 'x');
  const inspection = await inspectFolder(dir);
  expect(inspection.ok && inspection.bundle.files.map(({ path }) => path)).toEqual(expect.arrayContaining(KEPT));
});

it('gives a skill whose folder is named like one of a tool', async () => {
  await put('plugin.json', JSON.stringify(MANIFEST));
  await put('skills/coverage/SKILL.md', SKILL.replace('name: review-forecast', 'name: coverage'));
  expect(await readPlugin(dir)).toMatchObject({ skills: [{ name: 'coverage' }] });
});
