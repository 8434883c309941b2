import { componentsOf } from '../surface/index.ts';
import { fileChanges } from './texts.ts';
import type { Change, Content } from './types.ts';

/** What starts on the machine of whoever installs a plugin: its connectors' code, and what hosts run of it. */
export function compareRuns(before: Content, after: Content): Change[] {
  return [...compareConnectors(before, after), ...compareComponents(before, after)];
}

function compareConnectors(before: Content, after: Content): Change[] {
  const had = new Map(before.tools.connectors.map((connector) => [connector.name, connector]));
  const has = new Map(after.tools.connectors.map((connector) => [connector.name, connector]));
  const changes: Change[] = [];
  for (const [name, { title, version, source }] of has) {
    const was = had.get(name);
    const now = source?.version ?? version;
    if (was === undefined) {
      changes.push({ change: 'added', text: `The connector of ${title} ${now} runs` });
      continue;
    }
    const then = was.source?.version ?? was.version;
    if (then !== now) changes.push({ change: 'changed', text: `The connector of ${title} is ${now}, was ${then}` });
    else if (was.source?.digest !== source?.digest)
      changes.push({ change: 'changed', text: `The connector of ${title} ${now} has other code than before` });
  }
  for (const [name, { title }] of had)
    if (!has.has(name)) changes.push({ change: 'removed', text: `The connector of ${title} no longer runs` });
  if (changes.length === 0 && codeOf(before) !== undefined && codeOf(before) !== codeOf(after))
    changes.push({ change: 'changed', text: 'The code of its connector changed' });
  return changes;
}

/** A plugin of one connector ships that connector's code by itself. */
function codeOf({ files }: Content): string | undefined {
  const code = files.find(({ path }) => path === 'connector.mjs');
  return code && new TextDecoder().decode(code.bytes);
}

function compareComponents(before: Content, after: Content): Change[] {
  const keyed = (content: Content) =>
    new Map(componentsOf(content.manifest).map((component) => [`${component.kind} ${component.path}`, component]));
  const [had, has] = [keyed(before), keyed(after)];
  const changes: Change[] = [];
  for (const [key, { path, reason, hosts }] of has) {
    const was = had.get(key);
    const where = hosts === undefined ? 'in every host' : `in ${hosts.join(', ')}`;
    const files = fileChanges(before, after, (file) => file === path || file.startsWith(`${path}/`));
    const passages = files.flatMap((file) => file.passages ?? []);
    const shown = passages.length > 0 ? { passages } : {};
    if (was === undefined) changes.push({ change: 'added', text: `The ${key} runs ${where}: ${reason}`, ...shown });
    else if (files.length > 0 || String(was.hosts) !== String(hosts) || was.reason !== reason)
      changes.push({ change: 'changed', text: `The ${key} changed; it runs ${where}: ${reason}`, ...shown });
  }
  for (const key of had.keys())
    if (!has.has(key)) changes.push({ change: 'removed', text: `The ${key} no longer runs` });
  return changes;
}
