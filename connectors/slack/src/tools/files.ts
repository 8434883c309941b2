import { answer, RolekitError } from '@rolekit/sdk';
import { byPage } from '@rolekit/sdk/http';
import { z } from 'zod';
import { CHANNEL_ARG } from '../arguments.ts';
import { contentOf } from '../canvas-content.ts';
import type { Slack } from '../client.ts';
import { slack } from '../connection.ts';
import { FILE, type SlackFile } from '../wire.ts';

const FILE_ROW = z.object({
  id: z.string(),
  title: z.string(),
  type: z.string().optional(),
  bytes: z.number().optional(),
  created: z.string().optional(),
  user: z.string().optional(),
  link: z.string().optional(),
});
const CANVAS = 'quip';
const MAX_TEXT = 40_000;

export const listFiles = slack.list({
  name: 'slack_list_files',
  description: 'Files and canvases, newest first: of one channel, or all that you see.',
  input: {
    channel: CHANNEL_ARG.optional(),
    canvases: z.boolean().default(false).describe('Only canvases.'),
  },
  items: FILE_ROW,
  examples: [{ title: 'All files', input: {} }],
  handler: async ({ channel, canvases }, api) =>
    api.list('/api/files.list', FILE, {
      query: {
        channel: channel === undefined ? undefined : (await api.channel(channel)).id,
        types: canvases ? 'canvas' : undefined,
      },
      rows: 'files',
      paging: byPage({ param: 'page', sizeParam: 'count', maxSize: 200, total: 'paging.total' }),
      toRow: fileRow,
    }),
});

export const getFile = slack.item({
  name: 'slack_get_file',
  description: 'One file or canvas by id, with its text where it has one.',
  input: {
    file: z
      .string()
      .min(1)
      .max(40)
      .describe('Id (F…).')
      .meta({ examples: ['F0BM00001'] }),
  },
  item: FILE_ROW.extend({ text: z.string().optional() }),
  async handler({ file: id }, api) {
    const { file } = await api.get('/api/files.info', z.object({ file: FILE }), { query: { file: id } });
    const row = fileRow(file);
    const text = file.filetype === CANVAS ? await contentOf(api, id, 'markdown') : await textOf(api, file);
    if (text === undefined) return answer(row, { notes: ['It has no text that can be read here; open its link.'] });
    const notes = text.length > MAX_TEXT ? [`Only the first ${MAX_TEXT} of ${text.length} characters.`] : [];
    return answer({ ...row, text: text.slice(0, MAX_TEXT) }, { notes });
  },
});

async function textOf(api: Slack, { mimetype = '', url_private: path }: SlackFile): Promise<string | undefined> {
  if (path === undefined || !/^text\/|json|xml|csv/.test(mimetype)) return undefined;
  const { body, headers } = await api.files.request({ path, as: 'text' });
  if (mimetype !== 'text/html' && /html/.test(headers.get('content-type') ?? ''))
    // without the scope Slack answers its sign-in page
    throw new RolekitError('RK_FORBIDDEN', { connector: 'slack', reason: 'the token needs files:read' });
  return String(body);
}

function fileRow({ id, title, name, filetype: type, size: bytes, created, user, permalink: link }: SlackFile) {
  return {
    id,
    title: title || name || id,
    ...(type === undefined ? {} : { type: type === CANVAS ? 'canvas' : type }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(created === undefined ? {} : { created: new Date(created * 1000).toISOString() }),
    ...(user === undefined ? {} : { user }),
    ...(link === undefined ? {} : { link }),
  };
}
