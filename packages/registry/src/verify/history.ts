import type { Catalogue } from '../store/catalogue.ts';
import { eventProblems } from '../store/check-events.ts';
import { FIX, type Findings } from './report.ts';

const PAGE = 1000;

/** The chain of events, and what they say beside the rows that they changed. */
export async function checkHistory(catalogue: Catalogue, findings: Findings): Promise<void> {
  for await (const { seq, reason } of eventProblems(catalogue))
    findings.add('events', `event ${seq}`, `Event ${seq} ${reason}.`, FIX.restore);

  const { yanked, channels } = await fold(catalogue);
  for (const { namespace, name } of await allPlugins(catalogue)) {
    for (const version of await catalogue.versions(namespace, name)) {
      const subject = `${namespace}/${name} ${version.version}`;
      const reason = yanked.get(subject) ?? null;
      if (reason === version.yanked) continue;
      const message =
        reason === null ? 'It is yanked, and no event says so.' : 'An event yanked it, and its row does not say so.';
      findings.add('version', subject, message, 'Yank it, or take the yank back, once more.');
    }
    const points = new Map((await catalogue.channels(namespace, name)).map((row) => [row.channel, row.version]));
    const said = channels.get(`${namespace}/${name}`) ?? new Map<string, string>();
    for (const channel of new Set([...points.keys(), ...said.keys()])) {
      if (points.get(channel) === said.get(channel)) continue;
      const message = `Events say that ${channel} is at ${said.get(channel) ?? 'no version'}; it is at ${points.get(channel) ?? 'none'}.`;
      findings.add('version', `${namespace}/${name}`, message, 'Set the channel once more.');
    }
  }
}

/** Who is yanked and where channels point, as the events tell it. */
async function fold(catalogue: Catalogue) {
  const yanked = new Map<string, string>();
  const channels = new Map<string, Map<string, string>>();
  for (let since = 0; ; ) {
    const events = await catalogue.events(since, PAGE);
    for (const { type, namespace, name, version, data } of events) {
      const subject = `${namespace}/${name} ${version}`;
      const points = channels.get(`${namespace}/${name}`) ?? new Map<string, string>();
      if (type === 'yank') yanked.set(subject, String(data.reason));
      if (type === 'unyank') yanked.delete(subject);
      if (type === 'channel') points.set(String(data.channel), version);
      if (type === 'channel-removed') points.delete(String(data.channel));
      channels.set(`${namespace}/${name}`, points);
    }
    const last = events.at(-1);
    if (last === undefined) return { yanked, channels };
    since = last.seq;
  }
}

/** Every plugin, by name. */
export async function allPlugins(catalogue: Catalogue): Promise<{ namespace: string; name: string }[]> {
  const plugins: { namespace: string; name: string }[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await catalogue.plugins({ limit: 100, cursor });
    plugins.push(...page.plugins.map(({ namespace, name }) => ({ namespace, name })));
    if (page.next === null) return plugins;
    cursor = page.next;
  }
}
