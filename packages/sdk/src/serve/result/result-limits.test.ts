import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { defineTool } from '../../connector/tool.ts';
import { RolekitError } from '../../errors.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectInMemory, type InMemoryHost, type InMemoryOptions } from '../../testing/in-memory.ts';
import { servedFrom } from '../plugin/served-connector.ts';
import type { ServedPlugin } from '../plugin/types.ts';
import { fewNotes, withinBudget } from './result-limits.ts';

const BUDGET = 1000;
const MIB = 1024 * 1024;

/** A connector whose every answer has as many bytes as it is asked for. */
function scales(): ServedPlugin {
  const connection = defineConnection({ config: {}, open: () => ({}) });
  const input = z.object({ bytes: z.int() });
  const item = z.object({ text: z.string() });
  // what stands around the text in JSON has 11 bytes
  const made = (bytes: number) => ({ item: { text: 'x'.repeat(bytes - 11) } });
  const about = { connection, description: 'An answer.', input };
  const tools = [
    defineTool({
      ...about,
      name: 'scales_get_answer',
      title: 'Get',
      access: 'read',
      item,
      handler: async ({ input: { bytes } }) => made(bytes),
    }),
    defineTool({
      ...about,
      name: 'scales_list_answers',
      title: 'List',
      access: 'read',
      items: item,
      handler: async ({ input: { bytes } }) => ({ items: [made(bytes).item, made(bytes).item] }),
    }),
    defineTool({
      ...about,
      name: 'scales_list_sparse',
      title: 'List sparse',
      access: 'read',
      items: z.looseObject({}),
      handler: async ({ input: { bytes } }) => ({
        items: Array.from({ length: bytes / 10 }, (_, index) => ({ [`c${index}`]: 1 })),
        notes: Array.from({ length: 200 }, (_, index) => `note ${index} ${'n'.repeat(100)}`),
      }),
    }),
    defineTool({
      ...about,
      name: 'scales_update_answer',
      title: 'Update',
      access: 'write',
      item,
      plan: async () => ({ summary: 'Update the answer', before: { a: 1 }, after: { a: 2 } }),
      apply: async ({ input: { bytes } }) => made(bytes),
    }),
    defineTool({
      ...about,
      name: 'scales_get_error',
      title: 'Fail',
      access: 'read',
      item,
      handler: async ({ input: { bytes }, log, progress }) => {
        log('warning', 'z'.repeat(bytes));
        progress(0, 1, 'z'.repeat(bytes));
        throw new RolekitError('RK_INVALID_REQUEST', { reason: 'x'.repeat(bytes), hint: 'y'.repeat(bytes) });
      },
    }),
  ];
  return {
    name: 'scales',
    version: '1.0.0',
    description: 'Answers.',
    connectors: [
      servedFrom(
        defineConnector({
          name: 'scales',
          title: 'Scales',
          version: '1.0.0',
          description: 'Answers.',
          connection,
          hosts: [],
          tools,
        }),
      ),
    ],
    rawTools: [
      {
        definition: { name: 'weigh_raw', description: 'Raw.', inputSchema: { type: 'object' } },
        call: ({ text = 0, structured = 0, image = 0 }) => ({
          content: [
            { type: 'text', text: 'x'.repeat(Number(text)) },
            ...(image ? [{ type: 'image' as const, mimeType: 'image/png', data: 'A'.repeat(Number(image)) }] : []),
          ],
          ...(structured ? { structuredContent: { text: 'x'.repeat(Number(structured) - 11) } } : {}),
        }),
      },
    ],
    prompts: [
      {
        name: 'echo',
        description: 'Echo.',
        arguments: [{ name: 'text', required: true }],
        body: 'Say it again.',
      },
    ],
  };
}

describe.each(['2026-07-28', '2025-11-25'] as const)('the budget of a result for a %s client', (era) => {
  const withHost = async (
    use: (host: InMemoryHost, home: string) => Promise<void>,
    more: Partial<ServedPlugin> = {},
    told: InMemoryOptions = {},
  ) => {
    const home = temporaryFolder();
    const options: InMemoryOptions = { home, era, approve: 'accept', resultBytes: BUDGET, ...told };
    const host = await connectInMemory({ ...scales(), ...more }, options);
    try {
      await use(host, home);
    } finally {
      await host.close();
    }
  };

  it('holds for one thing', () =>
    withHost(async (host) => {
      expect((await host.call('scales_get_answer', { bytes: BUDGET })).isError).toBe(false);
      expect((await host.call('scales_get_answer', { bytes: BUDGET + 1 })).text).toContain(
        'too_large: The result has 1001 bytes, the budget is 1000.',
      );
    }));

  it('holds for a row', () =>
    withHost(async (host) => {
      const { structured } = await host.call('scales_list_answers', { bytes: BUDGET - 1 });
      expect(structured.page).toMatchObject({ returned: 1, truncated: true });
      expect((await host.call('scales_list_answers', { bytes: BUDGET + 1 })).text).toContain('too_large: One row is');
    }));

  it('holds for the table of rows that share no column, and for notes', () =>
    withHost(async (host) => {
      const { structured, text } = await host.call('scales_list_sparse', { bytes: BUDGET });
      expect(structured.items as unknown[]).toHaveLength(50);
      expect(text).toContain('[this text is cut; the structured result is whole]');
      expect(text).toContain('more notes are left out.');
      expect(text).toMatch(/\nSource: scales, as of \S+$/);
      expect(Buffer.byteLength(text)).toBeLessThan(BUDGET + 5000);
      expect(JSON.stringify(structured.notes).length).toBeLessThan(4500);
    }));

  it('holds for what a write answers, and says that it was applied', () =>
    withHost(async (host, home) => {
      expect((await host.call('scales_update_answer', { bytes: BUDGET })).isError).toBe(false);
      const answer = await host.call('scales_update_answer', { bytes: BUDGET + 1 });
      expect(answer.text).toContain('too_large: The change was applied (Update the answer).');
      expect(answer.text).toContain('Next: Do not repeat it; read what was changed.');
      const folder = join(home, '.rolekit', 'audit');
      const [file = ''] = await readdir(folder);
      const lines = (await readFile(join(folder, file), 'utf8')).trim().split('\n');
      expect(lines.map((line) => JSON.parse(line).state)).toEqual(['applying', 'applied', 'applying', 'applied']);
    }));

  it('holds for what an error says', () =>
    withHost(async (host) => {
      const { text, structured } = await host.call('scales_get_error', { bytes: 100_000 });
      expect(text).toContain('… (96000 more characters)');
      expect(text.length + JSON.stringify(structured).length).toBeLessThan(17_000);
    }));

  it('holds for what a handler says meanwhile', async () => {
    const told: string[] = [];
    await withHost(
      async (host) => void (await host.call('scales_get_error', { bytes: 100_000 })),
      {},
      { onTold: (text) => void told.push(text) },
    );
    expect(told.filter((text) => text.includes('… (96000 more characters)'))).toHaveLength(2);
    expect(told.every((text) => text.length < 4100)).toBe(true);
  });

  it('holds for a prompt', () =>
    withHost(async (host) => {
      const { messages } = await host.client.getPrompt({ name: 'echo', arguments: { text: 'x'.repeat(900) } });
      expect(messages).toHaveLength(1);
      await expect(host.client.getPrompt({ name: 'echo', arguments: { text: 'x'.repeat(BUDGET) } })).rejects.toThrow(
        /The prompt has 10\d\d bytes, the budget is 1000\. Give shorter arguments\./,
      );
    }));

  it('holds for a text of a skill, and 8 MiB for its other files', async () => {
    const skillsDir = temporaryFolder();
    const files = {
      'gone.md': 1,
      'fits.md': BUDGET,
      'exceeds.md': BUDGET + 1,
      'fits.bin': 8 * MIB,
      'exceeds.bin': 8 * MIB + 1,
    };
    await mkdir(join(skillsDir, 'weigh'));
    await writeFile(join(skillsDir, 'weigh', 'SKILL.md'), '---\nname: weigh\ndescription: Weighs.\n---\n\nWeigh.\n');
    for (const [name, bytes] of Object.entries(files))
      await writeFile(join(skillsDir, 'weigh', name), 'x'.repeat(bytes));
    await withHost(
      async ({ client }) => {
        const read = async (name: string) => (await client.readResource({ uri: `skill://weigh/${name}` })).contents[0];
        expect(await read('fits.md')).toMatchObject({ text: 'x'.repeat(BUDGET) });
        expect(await read('fits.bin')).toMatchObject({ blob: expect.any(String) });
        await expect(read('exceeds.md')).rejects.toThrow(
          'skill://weigh/exceeds.md has 1001 bytes, the budget is 1000. Read it from the folder',
        );
        await expect(read('exceeds.bin')).rejects.toThrow('has 8388609 bytes, the budget is 8388608.');
        await rm(join(skillsDir, 'weigh', 'gone.md'));
        const gone = await read('gone.md').catch((error: Error) => error);
        expect(gone).toMatchObject({ message: expect.stringContaining('skill://weigh/gone.md cannot be read') });
        expect(String(gone)).not.toContain(skillsDir);
      },
      { skillsDir },
    );
  });

  it.each([
    ['text', { text: BUDGET }, { text: BUDGET + 1 }],
    ['structured content', { structured: BUDGET }, { structured: BUDGET + 1 }],
    ['binary content', { image: 11_184_812 }, { image: 11_184_816 }],
  ])('holds for the %s of a raw tool', (what, fits, exceeds) =>
    withHost(async (host) => {
      expect((await host.call('weigh_raw', fits)).isError).toBe(false);
      expect((await host.call('weigh_raw', exceeds)).text).toContain(`too_large: The ${what} of the result has`);
    }),
  );
});

describe('a text within its budget', () => {
  it('is cut at the end of a line, and in no character', () => {
    expect(withinBudget('aaa\nbbb\nccc', 9)).toBe('aaa\nbbb\n[this text is cut; the structured result is whole]');
    expect(withinBudget('€€€€', 7)).toBe('€€\n[this text is cut; the structured result is whole]');
    expect(withinBudget('€€', 6)).toBe('€€');
  });

  it('leaves few notes as they are', () => {
    expect(fewNotes(['a', 'b'])).toEqual(['a', 'b']);
    expect(fewNotes(['a', 'b'.repeat(5000), 'c'])).toEqual(['a', '2 more notes are left out.']);
  });
});
