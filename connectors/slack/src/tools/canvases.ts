import { type AppliedWrite, answer, named, recordId } from '@rolekit/sdk';
import { z } from 'zod';
import { sectionTexts } from '../canvas-content.ts';
import type { Slack } from '../client.ts';
import { slack } from '../connection.ts';
import { DONE, FILE } from '../wire.ts';

const SECTIONS = z.object({ sections: z.array(z.object({ id: z.string() })) });
const CANVAS = z.object({ id: z.string(), title: z.string() });
const MARKDOWN = z.string().min(1).max(50_000).describe('Markdown.');
const CANVAS_ID = recordId(z.string().min(1).max(40).describe('Id (F…) of the canvas.'), 'canvas');
const DEMO_CANVAS = 'F0BM00002';

export const createCanvas = slack.write({
  name: 'slack_create_canvas',
  description: 'Creates a canvas from Markdown after a person approved it.',
  input: { title: z.string().min(1).max(200).describe('Title.'), markdown: MARKDOWN },
  item: CANVAS,
  examples: [{ title: 'A canvas', input: { title: 'Account plan', markdown: '# Account plan\n\nOne page.' } }],
  plan: async (input) => ({ summary: `Create the canvas “${input.title}”`, before: null, after: input }),
  async apply({ title, markdown }, api) {
    const json = { title, document_content: { type: 'markdown', markdown } };
    const { canvas_id: id } = await api.post('/api/canvases.create', z.object({ canvas_id: z.string() }), { json });
    return answer({ id, title }, { undo: { id, title } });
  },
  undo: {
    async plan({ undo }: AppliedWrite, api: Slack) {
      const { id } = CANVAS.parse(undo);
      const title = await titleOf(api, id);
      return { summary: `Delete the canvas ${named(id, title)}`, before: { title }, after: null };
    },
    async apply({ undo }: AppliedWrite, api: Slack) {
      const { id, title } = CANVAS.parse(undo);
      await api.post('/api/canvases.delete', DONE, { json: { canvas_id: id } });
      return { id, title, deleted: true };
    },
  },
});

export const updateCanvas = slack.write({
  name: 'slack_update_canvas',
  description:
    'Adds Markdown to a canvas, or replaces or deletes one section, after a person approved. It cannot be taken back.',
  enabled: false,
  destructive: true,
  input: z
    .object({
      canvas: CANVAS_ID,
      operation: z
        .enum(['insert_at_start', 'insert_at_end', 'insert_after', 'insert_before', 'replace', 'delete'])
        .describe('What is done.'),
      section: z.string().min(1).max(100).optional().describe('From slack_list_sections; not for start and end.'),
      markdown: MARKDOWN.optional(),
    })
    .refine(({ operation, section }) => operation.startsWith('insert_at') === (section === undefined), {
      path: ['section'],
      message: 'is for replace, delete, insert_after and insert_before, and needed there',
    })
    .refine(({ operation, markdown }) => (operation === 'delete') === (markdown === undefined), {
      path: ['markdown'],
      message: 'is needed, except to delete',
    }),
  item: z.object({ id: z.string(), operation: z.string() }),
  examples: [
    { title: 'Add', input: { canvas: DEMO_CANVAS, operation: 'insert_at_end', markdown: 'Tarnbrook: January.' } },
  ],
  async plan({ canvas, operation, section, markdown }, api) {
    const id = named(canvas, await titleOf(api, canvas));
    const text = section === undefined ? undefined : (await sectionTexts(api, canvas)).get(section);
    return {
      summary: `Change the canvas ${id}`,
      before: { canvas: id, ...(text === undefined ? {} : { text }) },
      after: {
        canvas: id,
        operation,
        ...(section === undefined ? {} : { section }),
        ...(markdown === undefined ? {} : { markdown }),
      },
    };
  },
  async apply({ canvas, operation, section, markdown }, api) {
    const change = {
      operation,
      ...(section === undefined ? {} : { section_id: section }),
      ...(markdown === undefined ? {} : { document_content: { type: 'markdown', markdown } }),
    };
    await api.post('/api/canvases.edit', DONE, { json: { canvas_id: canvas, changes: [change] } });
    return { id: canvas, operation };
  },
});

export const listSections = slack.list({
  name: 'slack_list_sections',
  description: 'Sections of a canvas that have a text, with their ids for slack_update_canvas.',
  enabled: false,
  input: {
    canvas: z.string().min(1).max(40).describe('Id (F…) of the canvas.'),
    text: z.string().min(1).max(200).describe('Text in the section.'),
  },
  items: z.object({ id: z.string(), text: z.string().optional() }),
  examples: [{ title: 'Rules', input: { canvas: DEMO_CANVAS, text: 'Rules' } }],
  async handler({ canvas, text }, api) {
    const json = { canvas_id: canvas, criteria: { contains_text: text } };
    const { sections } = await api.query('/api/canvases.sections.lookup', SECTIONS, { json });
    const texts = sections.length === 0 ? undefined : await sectionTexts(api, canvas);
    return sections.map(({ id }) => {
      const text = texts?.get(id);
      return { id, ...(text === undefined ? {} : { text }) };
    });
  },
});

async function titleOf(api: Slack, id: string): Promise<string> {
  const { file } = await api.get('/api/files.info', z.object({ file: FILE }), { query: { file: id } });
  return file.title || file.name || id;
}
