import type { Api } from '@rolekit/sdk/http';
import { z } from 'zod';
import { unescaped } from './rows.ts';

/** The whole of a canvas. https://docs.slack.dev/reference/methods/canvases.getContent */
export async function contentOf(api: Api, canvas: string, type: 'markdown' | 'html'): Promise<string> {
  const json = { canvas_id: canvas, content_type: type };
  return (await api.query('/api/canvases.getContent', z.object({ content: z.string() }), { json })).content;
}

/** The text of each section, by its id: Slack writes the ids into the HTML. */
export async function sectionTexts(api: Api, canvas: string): Promise<ReadonlyMap<string, string>> {
  const [, ...parts] = (await contentOf(api, canvas, 'html')).split(/<\w+ (?=[^<>]{0,200}\bid=)/);
  return new Map(
    parts.flatMap((part) => {
      const id = /\bid=["']([^"']+)["']/.exec(part)?.[1];
      const text = plain(part.slice(part.indexOf('>') + 1));
      return id === undefined || text === '' ? [] : [[id, text]];
    }),
  );
}

function plain(html: string): string {
  const text = html.replace(/<[^<>]*>/g, ' ').replace(/&#(\d{1,6});/g, (_, code) => String.fromCodePoint(Number(code)));
  return unescaped(text).replace(/\s+/g, ' ').trim();
}
