import {
  DEAL_TALKS,
  DEALS_CANVAS,
  type DemoCompany,
  MANAGERS_TALK,
  SALES_TALK,
  type SandboxClock,
  SHARED_CHANNEL_NAMES,
  SHARED_TALKS,
  type Talk,
  TIME_ZONES,
  WAITING,
} from '@rolekit/demo-data';
import { idOf, idOfDemoAccount, idOfDemoContact, idOfDemoUser } from './ids.ts';
import { addCanvas, say } from './say.ts';
import { type Channel, type Member, secondsOf, type Workspace } from './workspace.ts';

export const BOT_USER = 'U0BM00090';
const TEAM_ID = 'T0BM00001';

/** The demo company's workspace: its sales people, a channel for each account whose deals are talked about, and what was said there. */
export function loadWorkspace(company: DemoCompany, clock: SandboxClock): Workspace {
  const people = membersOf(company);
  const outsiders = SHARED_TALKS.flatMap((talk) => outsidersOf(company, talk));
  const workspace: Workspace & { channels: Map<string, Channel> } = {
    teamId: TEAM_ID,
    teamName: `${company.name} (demo data)`,
    clock,
    members: new Map([...people, BOT, ...outsiders].map((member) => [member.id, member])),
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
    const open = { isPrivate: false, isArchived: false };
    workspace.channels.set(id, { id, name, created, creator, members, ...open, ...about, ...rest });
    return id;
  };
  const sales = addChannel('sales', { topic: 'Forecast call Mondays 09:00 UTC', purpose: 'All of sales' });
  for (const said of SALES_TALK) say(workspace, sales, said);
  for (const talk of DEAL_TALKS) {
    const { deal, account } = aboutOf(company, talk);
    const name = `deal-${account.name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
    const channel = addChannel(name, { topic: deal.name, purpose: `What is new with ${account.name}` });
    for (const said of talk.messages) say(workspace, channel, said);
  }
  const managers = new Set(['usr-01', 'usr-02', 'usr-03'].map(idOfDemoUser));
  const leads = addChannel(
    'sales-leads',
    { topic: '', purpose: 'Managers only' },
    { isPrivate: true, members: managers },
  );
  for (const said of MANAGERS_TALK) say(workspace, leads, said);
  addChannel('kickoff-2025', { topic: '', purpose: 'Over' }, { isArchived: true });
  for (const talk of SHARED_TALKS) {
    const { account } = aboutOf(company, talk);
    const members = new Set([
      ...['usr-02', 'usr-04'].map(idOfDemoUser),
      ...outsidersOf(company, talk).map(({ id }) => id),
    ]);
    const about = { topic: '', purpose: `Shared with the people of ${account.name}` };
    const sharedWith = idOfDemoAccount(account.id);
    const channel = addChannel(SHARED_CHANNEL_NAMES[talk.opportunityId] ?? '', about, { members, sharedWith });
    for (const said of talk.messages) say(workspace, channel, said);
  }
  for (const [index, { text, at }] of WAITING.entries()) {
    const id = idOf('Q', index + 1);
    const user = idOfDemoUser('usr-04');
    const created = secondsOf(new Date('2026-11-19T18:00:00Z'));
    const postAt = secondsOf(new Date(at));
    workspace.scheduled.set(id, { id, channel: sales, user, postAt, created, text, threadTs: null });
  }
  const { id, title, owner, sections } = DEALS_CANVAS;
  addCanvas(workspace, {
    demoId: id,
    title,
    owner: idOfDemoUser(owner),
    sections,
    at: new Date('2026-11-16T10:00:00Z'),
  });
  workspace.messages.sort((a, b) => (a.ts < b.ts ? -1 : 1));
  return workspace;
}

const BOT: Member = {
  id: BOT_USER,
  name: 'rolekit',
  realName: 'Rolekit (demo app)',
  title: '',
  email: null,
  deleted: false,
  isBot: true,
  timeZone: 'Etc/UTC',
};

function membersOf(company: DemoCompany): Member[] {
  return company.users.map((user) => ({
    id: idOfDemoUser(user.id),
    name: `${user.firstName}.${user.lastName}`.toLowerCase(),
    realName: `${user.firstName} ${user.lastName}`,
    title: user.title,
    email: user.email,
    deleted: !user.active,
    isBot: false,
    timeZone: TIME_ZONES[user.id] ?? 'Etc/UTC',
  }));
}

/** The customer's people in a shared channel: contacts of the account. Slack shows no mail address of them. */
function outsidersOf(company: DemoCompany, talk: Talk): Member[] {
  const writers = new Set(talk.messages.flatMap(({ by, replies = [] }) => [by, ...replies.map((reply) => reply.by)]));
  return company.contacts
    .filter(({ id }) => writers.has(id))
    .map((contact) => ({
      id: idOfDemoContact(contact.id),
      name: `${contact.firstName}.${contact.lastName}`.toLowerCase(),
      realName: `${contact.firstName} ${contact.lastName}`,
      title: contact.title,
      email: null,
      deleted: false,
      isBot: false,
      timeZone: TIME_ZONES[contact.id] ?? 'Etc/UTC',
      teamId: idOfDemoAccount(contact.accountId),
    }));
}

function aboutOf(company: DemoCompany, { opportunityId }: Talk) {
  const deal = company.opportunities.find(({ id }) => id === opportunityId);
  const account = company.accounts.find(({ id }) => id === deal?.accountId);
  if (!deal || !account) throw new TypeError(`no deal ${opportunityId}`);
  return { deal, account };
}
