import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Html, html } from '@rolekit/sdk/internal';
import { tokensOf, tokenText } from './part.ts';

/** A skill of a build. */
export interface ListedSkill {
  name: string;
  /** What a model reads before it chooses the skill. */
  description: string;
  text: string;
  /** Of `SKILL.md`. */
  tokens: number;
  /** Its other files. */
  files: string[];
}

/** The skills of a bundle, by name. */
export async function skillsIn(dir: string): Promise<ListedSkill[]> {
  const folder = join(dir, 'skills');
  const names = (await readdir(folder).catch(() => [])).toSorted();
  const skills = names.map(async (name): Promise<ListedSkill[]> => {
    const text = await readFile(join(folder, name, 'SKILL.md'), 'utf8').catch(() => undefined);
    if (text === undefined) return [];
    const files = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
    const others = files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name).slice(join(folder, name).length + 1))
      .filter((path) => path !== 'SKILL.md')
      .toSorted();
    const description = /^description: *(.*)$/m.exec(text)?.[1] ?? '';
    return [{ name, description, text, tokens: tokensOf(text), files: others }];
  });
  return (await Promise.all(skills)).flat();
}

/** A skill as a model reads it. */
export function skillView({ name, tokens, text, files }: ListedSkill): Html {
  return html`<div class="head"><h2 tabindex="-1">${name}</h2><p class="facts"><span class="badge">skill</span> <span>${tokenText(tokens)}</span></p></div>
<h3>SKILL.md</h3>
<pre class="text" tabindex="0" role="region" aria-label="SKILL.md">${text}</pre>
${files.length === 0 ? null : html`<h3>Other files</h3><ul class="plain">${files.map((file) => html`<li><code>${file}</code></li>`)}</ul>`}`;
}
