import type { Said, TalkFile } from '@rolekit/demo-data';
import { htmlOf } from './canvas-html.ts';
import { idOf, idOfDemoContact, idOfDemoFile, idOfDemoUser, nextNumber } from './ids.ts';
import { type Canvas, type Message, secondsOf, tsOf, type Workspace } from './workspace.ts';

const TEXT_TYPES: Readonly<Record<string, [filetype: string, mimetype: string]>> = {
  md: ['markdown', 'text/markdown'],
  csv: ['csv', 'text/csv'],
};

/** Puts a message of the demo company into a channel, with its replies and files. */
export function say(workspace: Workspace, channel: string, said: Said): void {
  const threadTs = tsOf(new Date(said.at));
  const add = ({ at, by, text, reactions, file }: Omit<Said, 'replies'>, thread: string | null) => {
    const user = idOfSpeaker(by);
    const files = file ? [addFile(workspace, file, { user, channel, at })] : [];
    const message: Message = {
      ts: tsOf(new Date(at)),
      channel,
      user,
      text: asKept(text),
      threadTs: thread,
      edited: null,
      files,
      reactions: new Map(Object.entries(reactions ?? {}).map(([name, users]) => [name, users.map(idOfSpeaker)])),
    };
    workspace.messages.push(message);
  };
  add(said, said.replies ? threadTs : null);
  for (const reply of said.replies ?? []) add(reply, threadTs);
}

/** A canvas is a file too. */
export function addCanvas(
  workspace: Workspace,
  {
    demoId,
    title,
    owner,
    sections,
    at,
  }: { demoId?: string; title: string; owner: string; sections: readonly string[]; at: Date },
): Canvas {
  const id = demoId === undefined ? idOf('F', nextNumber(workspace.files.keys())) : idOfDemoFile(demoId);
  const canvas: Canvas = { id, owner, sections: [] };
  canvas.sections = sections.map((markdown, index) => ({ id: `temp:C:${id}${index + 1}`, markdown }));
  workspace.canvases.set(id, canvas);
  workspace.files.set(id, {
    id,
    title,
    name: title,
    filetype: 'quip',
    mimetype: 'application/vnd.slack-docs',
    user: owner,
    created: secondsOf(at),
    channels: [],
    content: () => htmlOf(canvas.sections),
  });
  return canvas;
}

function addFile(
  workspace: Workspace,
  { id: demoId, title, name, content }: TalkFile,
  { user, channel, at }: { user: string; channel: string; at: string },
): string {
  const id = idOfDemoFile(demoId);
  const [filetype = 'text', mimetype = 'text/plain'] = TEXT_TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? [];
  const created = secondsOf(new Date(at));
  workspace.files.set(id, {
    id,
    title,
    name,
    filetype,
    mimetype,
    user,
    created,
    channels: [channel],
    content: () => content,
  });
  return id;
}

function idOfSpeaker(demoId: string): string {
  return demoId.startsWith('con-') ? idOfDemoContact(demoId) : idOfDemoUser(demoId);
}

/** With entities and mentions as Slack keeps them. */
function asKept(text: string): string {
  return text.replaceAll('&', '&amp;').replace(/<@((?:usr|con)-\d+)>/g, (_all, id: string) => `<@${idOfSpeaker(id)}>`);
}
