import type { ConnectorDescription, ToolEntry } from '../connector/description-types.ts';
import { foldersOf, hostsOf } from '../surface/index.ts';
import type { Change, Content } from './types.ts';

type Kind = 'read' | 'write' | 'destructive';
type Reach = 'listed' | 'off' | 'forbidden' | 'none';

interface Verb {
  does: string;
  could: string;
  no: string;
}

const VERBS: Record<Kind, Verb> = {
  read: { does: 'Reads from', could: 'Can read from', no: 'No longer reads from' },
  write: { does: 'Writes to', could: 'Can write to', no: 'No longer writes to' },
  destructive: { does: 'Deletes or overwrites in', could: 'Can delete in', no: 'No longer deletes in' },
};

/** What a plugin can read that it could not read before, and the other way round. */
export function compareReads(before: Content, after: Content): Change[] {
  return [
    ...compareRemotes(before, after),
    ...compareTools(before, after, 'read'),
    ...compareHosts(before, after),
    ...compareFolders(before, after, 'read'),
  ];
}

/** What a plugin can write or delete, and who has a say in it. */
export function compareWrites(before: Content, after: Content): Change[] {
  return [
    ...compareApproval(before, after),
    ...compareTools(before, after, 'destructive'),
    ...compareTools(before, after, 'write'),
    ...compareFolders(before, after, 'write'),
  ];
}

/** Who approves what a plugin writes, in one sentence. */
export function approvalOf(content: Content): string {
  if (isDenied(content)) return 'Every write is denied.';
  const writes = content.tools.connectors.flatMap(({ tools }) => tools).some(({ access }) => access !== 'read');
  if (!writes) return 'It has no tool that writes to a service.';
  return 'A person approves each write before it is made, unless a policy of the user or the company allows it.';
}

function compareApproval(before: Content, after: Content): Change[] {
  if (isDenied(before) === isDenied(after)) return [];
  const text = isDenied(after)
    ? 'Every write is denied now. Before, a person approved each.'
    : 'Writes are possible now, each approved by a person. Before, every write was denied.';
  return [{ change: 'changed', text }];
}

function isDenied({ manifest }: Content): boolean {
  return manifest.extensions['dev.rolekit'].policy?.writes === 'deny';
}

/** One line for each connector and what became of its tools. */
function compareTools(before: Content, after: Content, kind: Kind): Change[] {
  const names = [...new Set([...before.tools.connectors, ...after.tools.connectors].map(({ name }) => name))];
  return names.flatMap((name): Change[] => {
    const [was, is] = [connectorOf(before, name), connectorOf(after, name)];
    const service = is?.title ?? was?.title ?? name;
    const added: string[] = [];
    const possible: string[] = [];
    const removed: string[] = [];
    const forbidden: string[] = [];
    for (const [tool, title] of titlesOf(was, is)) {
      const from = reachOf(before, was, tool, kind);
      const to = reachOf(after, is, tool, kind);
      if (from === to) continue;
      if (to === 'listed') added.push(title);
      else if (to === 'off' && from !== 'listed') possible.push(title);
      // of what nobody had switched on, nothing is lost
      else if (from === 'listed') (to === 'forbidden' && !isDenied(after) ? forbidden : removed).push(title);
    }
    const { does, could, no } = VERBS[kind];
    const isNew = was === undefined ? ' (a new service)' : '';
    const isGone = is === undefined ? ' (the service is gone)' : '';
    return [
      ...line('added', `${does} ${service}${isNew}`, added),
      ...line('added', `${could} ${service} once somebody switches it on${isNew}`, possible),
      ...line('removed', `${no} ${service}${isGone}`, removed),
      ...line('removed', `${no} ${service}, its policy forbids it`, forbidden),
    ];
  });
}

function line(change: Change['change'], text: string, titles: readonly string[]): Change[] {
  return titles.length === 0 ? [] : [{ change, text: `${text}: ${titles.join(', ')}` }];
}

function connectorOf({ tools }: Content, name: string): ConnectorDescription | undefined {
  return tools.connectors.find((connector) => connector.name === name);
}

function titlesOf(was: ConnectorDescription | undefined, is: ConnectorDescription | undefined): Map<string, string> {
  return new Map(
    [...(was?.tools ?? []), ...(is?.tools ?? [])].map(({ definition }) => [definition.name, titleOf(definition)]),
  );
}

/** As people call a tool. */
export function titleOf({ title, name }: ToolEntry['definition']): string {
  return title ?? name;
}

function reachOf(content: Content, connector: ConnectorDescription | undefined, name: string, kind: Kind): Reach {
  const tool = connector?.tools.find(({ definition }) => definition.name === name);
  if (tool === undefined || tool.access !== kind) return 'none';
  const { policy } = content.manifest.extensions['dev.rolekit'];
  if (policy?.denyTools?.includes(name) || (kind !== 'read' && isDenied(content))) return 'forbidden';
  return tool.enabled ? 'listed' : 'off';
}

function compareHosts(before: Content, after: Content): Change[] {
  const [had, has] = [hostsOf(before.tools), hostsOf(after.tools)];
  return [
    ...has
      .filter((host) => !had.includes(host))
      .map((host): Change => ({ change: 'added', text: `Connects to ${hostText(host, after)}` })),
    ...had
      .filter((host) => !has.includes(host))
      .map((host): Change => ({ change: 'removed', text: `No longer connects to ${hostText(host, before)}` })),
  ];
}

/** As a person says it: the host of a setting is `config:<field>` in the files. */
function hostText(host: string, { tools }: Content): string {
  if (!host.startsWith('config:')) return host;
  const field = host.slice('config:'.length);
  const found = tools.connectors
    .filter(({ hosts }) => hosts.includes(host))
    .flatMap(({ config }) => config)
    .find(({ name }) => name === field);
  return `the address in the setting "${found?.title ?? field}"`;
}

function compareFolders(before: Content, after: Content, access: 'read' | 'write'): Change[] {
  const of = (content: Content) =>
    foldersOf(content.tools)
      .filter((folder) => folder.access === access)
      .map(({ folder }) => folder);
  const [had, has] = [of(before), of(after)];
  const verb = access === 'read' ? 'read' : 'write';
  const capital = access === 'read' ? 'Reads' : 'Reads and writes';
  return [
    ...has
      .filter((folder) => !had.includes(folder))
      .map((folder): Change => ({ change: 'added', text: `${capital} the folder ${folder} of this machine` })),
    ...had
      .filter((folder) => !has.includes(folder))
      .map((folder): Change => ({ change: 'removed', text: `No longer ${verb}s the folder ${folder}` })),
  ];
}

/** Servers elsewhere whose tools no bundle lists. */
function compareRemotes(before: Content, after: Content): Change[] {
  const of = ({ manifest }: Content) =>
    Object.values(manifest.extensions['dev.rolekit'].connectors ?? {}).flatMap((ref) =>
      'url' in ref ? [ref.url] : [],
    );
  const [had, has] = [of(before), of(after)];
  return [
    ...has
      .filter((url) => !had.includes(url))
      .map(
        (url): Change => ({
          change: 'added',
          text: `Uses the server at ${url}: what that reads and writes is not known here`,
        }),
      ),
    ...had
      .filter((url) => !has.includes(url))
      .map((url): Change => ({ change: 'removed', text: `No longer uses the server at ${url}` })),
  ];
}
