import { SlackError } from '../call.ts';
import type { StoredFile, Workspace } from '../workspace.ts';
import type { Method } from './method.ts';

export const files: Record<string, Method> = {
  'files.list': {
    scopes: ['files:read'],
    handle(call) {
      const [channel, user, types] = [call.text('channel'), call.text('user'), call.text('types')];
      const all = [...call.workspace.files.values()].filter(
        (file) =>
          (channel === undefined || file.channels.includes(channel)) &&
          (user === undefined || file.user === user) &&
          (types !== 'canvas' || file.filetype === 'quip'),
      );
      const count = call.count('count', 100, 1000);
      const page = Number(call.text('page') ?? 1);
      const newest = all.toSorted((a, b) => b.created - a.created || b.id.localeCompare(a.id));
      const rows = newest.slice((page - 1) * count, page * count);
      return {
        files: rows.map((file) => fileBody(call.workspace, file)),
        paging: { count, total: all.length, page, pages: Math.ceil(all.length / count) },
      };
    },
  },
  'files.info': {
    scopes: ['files:read'],
    handle(call) {
      const found = call.workspace.files.get(call.needed('file'));
      if (!found) throw new SlackError('file_not_found');
      return { file: fileBody(call.workspace, found), comments: [], response_metadata: { next_cursor: '' } };
    },
  },
};

const PRETTY_TYPES: Readonly<Record<string, string>> = { quip: 'Canvas', markdown: 'Markdown', csv: 'CSV' };

export function fileBody({ baseUrl }: Workspace, file: StoredFile): Record<string, unknown> {
  const { id, title, name, filetype, mimetype, user, created, channels } = file;
  const url = `${baseUrl}/files-pri/${id}/${encodeURIComponent(name)}`;
  return {
    id,
    created,
    timestamp: created,
    name,
    title,
    mimetype,
    filetype,
    pretty_type: PRETTY_TYPES[filetype] ?? 'Plain Text',
    user,
    size: Buffer.byteLength(file.content()),
    mode: filetype === 'quip' ? 'quip' : 'hosted',
    is_external: false,
    is_public: channels.length > 0,
    url_private: url,
    url_private_download: url,
    permalink: `https://brindlemark-demo.slack.com/files/${user}/${id}/file`,
    channels: [...channels],
    groups: [],
    ims: [],
  };
}
