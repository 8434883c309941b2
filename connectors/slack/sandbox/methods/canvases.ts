import { type Call, missing, SlackError } from '../call.ts';
import { htmlOf } from '../canvas-html.ts';
import { addCanvas } from '../say.ts';
import type { Canvas } from '../workspace.ts';
import type { Method } from './method.ts';

const write = { scopes: ['canvases:write'], writes: true };

export const canvases: Record<string, Method> = {
  'canvases.create': {
    ...write,
    handle(call) {
      const content = call.json('document_content');
      const sections = content === undefined ? [] : sectionsOf(content);
      const title = call.text('title') ?? 'Untitled';
      const { id } = addCanvas(call.workspace, {
        title,
        owner: call.caller.user,
        sections,
        at: call.workspace.clock.stamp(),
      });
      return { canvas_id: id };
    },
  },
  'canvases.edit': {
    ...write,
    handle(call) {
      const canvas = canvasOf(call);
      const [change] = listOf(call.json('changes')) as {
        operation?: string;
        section_id?: string;
        document_content?: unknown;
      }[];
      if (!change?.operation) throw missing('changes');
      const at = change.section_id === undefined ? -1 : canvas.sections.findIndex(({ id }) => id === change.section_id);
      if (change.section_id !== undefined && at === -1)
        throw new SlackError('canvas_editing_failed', { detail: 'section not found' });
      const added = change.operation === 'delete' ? [] : newSections(canvas, sectionsOf(change.document_content));
      apply(canvas, change.operation, at, added);
      return {};
    },
  },
  'canvases.delete': {
    ...write,
    handle(call) {
      const { id } = canvasOf(call);
      call.workspace.canvases.delete(id);
      call.workspace.files.delete(id);
      return {};
    },
  },
  'canvases.getContent': {
    scopes: ['canvases:read'],
    handle(call) {
      const { sections } = canvasOf(call);
      const type = call.text('content_type') ?? 'markdown';
      if (type !== 'markdown' && type !== 'html') throw new SlackError('invalid_arguments');
      return { content: type === 'html' ? htmlOf(sections) : sections.map(({ markdown }) => markdown).join('\n\n') };
    },
  },
  'canvases.sections.lookup': {
    scopes: ['canvases:read'],
    handle(call) {
      const canvas = canvasOf(call);
      const { section_types: types, contains_text: text } = (call.json('criteria') ?? {}) as {
        section_types?: string[];
        contains_text?: string;
      };
      const found = canvas.sections.filter(
        ({ markdown }) =>
          (types === undefined || types.some((type) => isOfType(markdown, type))) &&
          markdown.toLowerCase().includes((text ?? '').toLowerCase()),
      );
      return { sections: found.map(({ id }) => ({ id })) };
    },
  },
};

function apply(canvas: Canvas, operation: string, at: number, added: Canvas['sections']): void {
  const { sections } = canvas;
  const needsSection = ['insert_after', 'insert_before', 'delete'].includes(operation);
  if (needsSection && at === -1) throw missing('section_id');
  if (operation === 'insert_at_start') sections.unshift(...added);
  else if (operation === 'insert_at_end') sections.push(...added);
  else if (operation === 'insert_before') sections.splice(at, 0, ...added);
  else if (operation === 'insert_after') sections.splice(at + 1, 0, ...added);
  else if (operation === 'delete') sections.splice(at, 1);
  else if (operation !== 'replace') throw new SlackError('invalid_arguments');
  else if (at === -1) canvas.sections = added;
  else sections.splice(at, 1, ...added);
}

function canvasOf(call: Call): Canvas {
  const found = call.workspace.canvases.get(call.needed('canvas_id'));
  if (!found) throw new SlackError('canvas_not_found');
  return found;
}

function sectionsOf(content: unknown): string[] {
  const { type, markdown } = (content ?? {}) as { type?: unknown; markdown?: unknown };
  if (type !== 'markdown' || typeof markdown !== 'string') throw missing('document_content');
  return markdown.split(/\n{2,}/).filter((part) => part.trim() !== '');
}

function newSections({ id, sections }: Canvas, texts: readonly string[]) {
  const last = Math.max(0, ...sections.map((section) => Number(section.id.slice(`temp:C:${id}`.length))));
  return texts.map((markdown, index) => ({ id: `temp:C:${id}${last + index + 1}`, markdown }));
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value) && value.length === 1) return value;
  throw missing('changes');
}

function isOfType(markdown: string, type: string): boolean {
  const level = /^(#{1,3}) /.exec(markdown)?.[1]?.length;
  return level !== undefined && (type === 'any_header' || type === `h${level}`);
}
