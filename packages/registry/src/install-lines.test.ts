import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('the install lines load nothing of the server', async () => {
  for (const file of ['./install-lines.ts']) {
    const source = await readFile(new URL(file, import.meta.url), 'utf8');
    const imports = [...source.matchAll(/^import (?!type).* from '([^']+)'/gm)].map((match) => match[1]);
    expect(imports.filter((name) => name !== 'zod')).toEqual([]);
  }
});
