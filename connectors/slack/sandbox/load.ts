import type { DemoCompany, SandboxClock } from '@rolekit/demo-data';
import { DEAL_TALKS, DEALS_CANVAS, SALES_TALK, type Said, WAITING } from './deal-talk.ts';
import { type Canvas, type Channel, type Member, type Message, secondsOf, tsOf, type Workspace } from './workspace.ts';

/** The id of a demo user: `usr-04` is `U0BM00004`. */
export function idOfDemoUser(demoId: string): string {
  return idOf('U', Number(demoId.replace(/^\D+/, '')));
}

export const BOT_USER = 'U0BM00090';
const TEAM_ID = 'T0BM00001';

/** The demo company's workspace: its sales people, a channel for each deal that is talked about, and what was said there. */
export function loadWorkspace(company: DemoCompany, clock: SandboxClock): Workspace {
  const people: Member[] = company.users.map((user) => ({
    id: idOfDemoUser(user.id),
    name: `${user.firstName}.${user.lastName}`.toLowerCase(),
    realName: `${user.firstName} ${user.lastName}`,
    title: user.title,
    email: user.email,
    deleted: !user.active,
    isBot: false,
  }));
  const bot: Member = {
    id: BOT_USER,
    name: 'rolekit',
    realName: 'Rolekit (demo app)',
    title: '',
    email: null,
    deleted: false,
    isBot: true,
  };
  const workspace: Workspace & { channels: Map<string, Channel> } = {
    teamId: TEAM_ID,
    teamName: `${company.name} (demo data)`,
    clock,
    members: new Map([...people, bot].map((member) => [member.id, member])),
    channels: new Map(),
    messages: [],
    files: new Map(),
    canvases: new Map(),
    scheduled: new Map(),
    baseUrl: 'http://127.0.0.1:0',
  };
  const active = people.filter(({ deleted }) => !deleted).map(({ id }) => id);
  const addChannel = (name: string, about: Pick<Channel, 'topic' | 'purpose'>, rest: Partial<Channel> = {}) => {
    const id = idOf('C', workspace.channels.size + 1);
    const created = secondsOf(new Date('2026-01-12T09:00:00Z'));
    const members = new Set([...active, BOT_USER]);
    const creator = idOfDemoUser('usr-01');
    workspace.channels.set(id, {
      id,
      name,
      created,
      creator,
      members,
      isPrivate: false,
      isArchived: false,
      ...about,
      ...rest,
    });
    return id;
  };
  const sales = addChannel('sales', { topic: 'Forecast call Mondays 09:00 UTC', purpose: 'All of sales' });
  for (const said of SALES_TALK) say(workspace, sales, said);
  for (const { opportunityId, messages } of DEAL_TALKS) {
    const deal = company.opportunities.find(({ id }) => id === opportunityId);
    const account = company.accounts.find(({ id }) => id === deal?.accountId);
    const name = `deal-${(account?.name ?? opportunityId).toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
    const channel = addChannel(name, { topic: deal?.name ?? '', purpose: `What is new with ${account?.name ?? name}` });
    for (const said of messages) say(workspace, channel, said);
  }
  addChannel(
    'sales-leads',
    { topic: '', purpose: 'Managers only' },
    {
      isPrivate: true,
      members: new Set(['usr-01', 'usr-02', 'usr-03'].map(idOfDemoUser)),
    },
  );
  addChannel('kickoff-2025', { topic: '', purpose: 'Over' }, { isArchived: true });
  for (const [index, { text, at }] of WAITING.entries()) {
    const id = idOf('Q', index + 1);
    const user = idOfDemoUser('usr-04');
    const created = secondsOf(new Date('2026-11-19T18:00:00Z'));
    const postAt = secondsOf(new Date(at));
    workspace.scheduled.set(id, { id, channel: sales, user, postAt, created, text, threadTs: null });
  }
  addCanvas(workspace, DEALS_CANVAS.title, idOfDemoUser(DEALS_CANVAS.owner), DEALS_CANVAS.sections);
  workspace.messages.sort((a, b) => (a.ts < b.ts ? -1 : 1));
  return workspace;
}

/** A canvas is a file too. */
export function addCanvas(
  workspace: Workspace,
  title: string,
  owner: string,
  sections: readonly string[],
  at = new Date('2026-11-16T10:00:00Z'),
): Canvas {
  const id = idOf('F', workspace.files.size + 1);
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
    content: () => canvas.sections.map(({ markdown }) => markdown).join('\n\n'),
  });
  return canvas;
}

function say(workspace: Workspace, channel: string, said: Said): void {
  const threadTs = tsOf(new Date(said.at));
  const add = ({ at, by, text, reactions, file }: Omit<Said, 'replies'>, thread: string | null) => {
    const user = idOfDemoUser(by);
    const files: string[] = [];
    if (file) {
      const id = idOf('F', workspace.files.size + 1);
      files.push(id);
      workspace.files.set(id, {
        id,
        title: file.title,
        name: file.name,
        filetype: 'markdown',
        mimetype: 'text/markdown',
        user,
        created: secondsOf(new Date(at)),
        channels: [channel],
        content: () => file.content,
      });
    }
    const message: Message = {
      ts: tsOf(new Date(at)),
      channel,
      user,
      text: text.replaceAll('&', '&amp;'),
      threadTs: thread,
      edited: null,
      files,
      reactions: new Map(Object.entries(reactions ?? {}).map(([name, users]) => [name, users.map(idOfDemoUser)])),
    };
    workspace.messages.push(message);
  };
  add(said, said.replies ? threadTs : null);
  for (const reply of said.replies ?? []) add(reply, threadTs);
}

export function idOf(prefix: 'U' | 'C' | 'F' | 'Q', number: number): string {
  return `${prefix}0BM${String(number).padStart(5, '0')}`;
}
