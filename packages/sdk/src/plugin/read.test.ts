import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { MANIFEST, SKILL } from '../bundle/bundle.fixture.ts';
import { placeOf } from '../finding.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { readPlugin } from './read.ts';

let dir = '';
beforeEach(() => {
  dir = temporaryFolder();
});

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(join(dir, dirname(path)), { recursive: true });
  await writeFile(join(dir, path), content);
}

async function problems(): Promise<string[]> {
  return (await readPlugin(dir, { limits: { fileBytes: 4000 } })).findings.map(
    (finding) => `${finding.code} ${placeOf(finding)} ${finding.fix}`,
  );
}

describe('a plugin folder with problems', () => {
  it('is not there, or has no manifest', async () => {
    expect((await readPlugin(join(dir, 'no'))).findings.map(({ code }) => code)).toEqual(['plugin/no-folder']);
    expect(await problems()).toEqual(['manifest/missing plugin.json Make one with `rolekit create plugin`.']);
    await put('Plugin.json', '{}');
    expect(await problems()).toEqual(['manifest/missing plugin.json Rename Plugin.json to plugin.json.']);
  });

  it('has a manifest that is a link, and is not followed', async () => {
    await put('real.json', JSON.stringify(MANIFEST));
    await symlink('real.json', join(dir, 'plugin.json'));
    expect(await problems()).toEqual(['file/symlink plugin.json Put the file itself here.']);
  });

  it('gets every problem of every file at once', async () => {
    const interfaced = { namespace: 'acme', interface: { icon: './assets/icon.png' } };
    await put('plugin.json', JSON.stringify({ ...MANIFEST, extensions: { 'dev.rolekit': interfaced } }, null, 2));
    await put('skills/review/SKILL.md', SKILL);
    await put('skills/other/skill.md', SKILL);
    await put('skills/third/SKILL.md', '---\nname: third\ndescription: x: y\n---\n');
    await put('skills/third/data.csv', 'x'.repeat(5000));
    await put('skills/third/latin.md', '');
    await put('skills/fourth/SKILL.md', new Uint8Array([0xff, 0xfe]));
    await put('node_modules/x/CON.md', 'not part of it');
    await symlink('/etc', join(dir, 'skills/etc'));
    expect(await problems()).toEqual([
      'manifest/missing-file plugin.json:21:17 Add the file or correct the path.',
      'file/encoding skills/fourth/SKILL.md Save it as UTF-8.',
      'skill/missing-file skills/other/SKILL.md Rename skills/other/skill.md to SKILL.md.',
      'skill/folder skills/review/SKILL.md:2:7 Write "name: review" or rename the folder.',
      'skill/syntax skills/third/SKILL.md:3:14 Put a value that has ": " or starts with a special character in double quotes.',
      'file/symlink skills/etc Put the file itself here.',
      'file/too-large skills/third/data.csv Make it smaller, or have the connector fetch it.',
    ]);
  });

  it('has links that lead out of it or nowhere', async () => {
    await put('plugin.json', JSON.stringify(MANIFEST));
    await put('skills/review-forecast/references/rules.md', 'x');
    const links =
      '[a](references/rules.md) [b](references/gone.md#x) [c](../../../secret.md) [d](https://e.example/f.md) `[e](g.md)`';
    await put('skills/review-forecast/SKILL.md', `${SKILL}\n${links}\n`);
    expect(await problems()).toEqual([
      'skill/link skills/review-forecast/SKILL.md:8:30 Add the file or correct the link.',
      'skill/link skills/review-forecast/SKILL.md:8:56 Copy the file below the skill and link it there.',
    ]);
  });
});

describe('what a host would load from a plugin folder', () => {
  const components = [{ kind: 'hook', path: 'hooks', reason: 'Notes the start of a session.' }];
  const declaring = { 'dev.rolekit': { namespace: 'acme', components } };

  it('is refused in a skill, and left out with a warning beside the manifest', async () => {
    await put('plugin.json', JSON.stringify(MANIFEST));
    await put('skills/review-forecast/SKILL.md', SKILL);
    await put('skills/review-forecast/agents/openai.yaml', 'dependencies: {}');
    await put('commands/go.md', 'Go.');
    const { findings } = await readPlugin(dir);
    expect(findings.map(({ severity, code, file }) => `${severity} ${code} ${file}`)).toEqual([
      'error bundle/undeclared skills/review-forecast/agents/openai.yaml',
      'warning bundle/undeclared commands/go.md',
    ]);
  });

  it('is missing when it is declared and not there', async () => {
    await put('plugin.json', JSON.stringify({ ...MANIFEST, extensions: declaring }));
    expect(await problems()).toEqual(['bundle/component plugin.json Add the file, or remove the entry.']);
  });

  it('is fine when it is declared, and so is what the author works with', async () => {
    await put('plugin.json', JSON.stringify({ ...MANIFEST, extensions: declaring }));
    for (const path of [
      'hooks/hooks.json',
      'hooks/start.sh',
      'package.json',
      'AGENTS.md',
      '.vscode/a.json',
      'src/a.ts',
    ])
      await put(path, '{}');
    expect(await problems()).toEqual([]);
  });
});

describe('a good plugin folder', () => {
  it('is read without findings', async () => {
    await put('plugin.json', JSON.stringify(MANIFEST));
    await put('skills/review-forecast/SKILL.md', SKILL);
    const { manifest, skills, findings } = await readPlugin(dir);
    expect(findings).toEqual([]);
    expect(manifest).toEqual(MANIFEST);
    expect(skills.map(({ name, tools }) => [name, tools])).toEqual([['review-forecast', ['crm_query']]]);
  });
});
