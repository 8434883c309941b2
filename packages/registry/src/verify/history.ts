import { canonicalJson } from '@rolekit/sdk/internal';
import type { Catalogue, StoredDeprecation, Withholding } from '../store/catalogue.ts';
import { auditProblems } from '../store/check-audit.ts';
import { eventProblems } from '../store/check-events.ts';
import { FIX, type Findings } from './report.ts';

const PAGE = 1000;

/** The chain of events, and what they say beside the rows that they changed. */
export async function checkHistory(catalogue: Catalogue, findings: Findings): Promise<void> {
  for await (const { seq, reason } of eventProblems(catalogue))
    findings.add('events', `event ${seq}`, `Event ${seq} ${reason}.`, FIX.restore);
  for await (const { seq, reason } of auditProblems(catalogue))
    findings.add('audit', `line ${seq}`, `Line ${seq} of the audit record ${reason}.`, FIX.restore);

  const { yanked, deprecated, withheld, channels, visibilities } = await fold(catalogue);
  for (const [namespace, visibility] of await catalogue.namespaces.visibilities()) {
    const said = visibilities.get(namespace) ?? 'public';
    if (visibility === said) continue;
    const message = `It is ${visibility}, but events say that it is ${said}.`;
    findings.add('version', namespace, message, 'Make it private or public once more.');
  }
  for (const { namespace, name } of await allPlugins(catalogue)) {
    for (const version of await catalogue.versions(namespace, name)) {
      const subject = `${namespace}/${name} ${version.version}`;
      const yank = [version.yanked, version.yankedBy, version.yankedAt];
      if (!isSame(yank, yanked.get(subject) ?? [null, null, null])) {
        const message = yanked.has(subject)
          ? 'An event yanked it, but its row does not say so.'
          : 'It is yanked, but no event says so.';
        findings.add('version', subject, message, 'Yank it, or take the yank back, once more.');
      }
      if (!isSame(version.withheld, withheld.get(subject) ?? null)) {
        const message = withheld.has(subject)
          ? 'An event quarantined it or took it down, but its row does not say so.'
          : 'It is quarantined or taken down, but no event says so.';
        findings.add('version', subject, message, 'Quarantine it, or take that back, once more.');
      }
      if (!isSame(version.deprecated, deprecated.get(subject) ?? null)) {
        const message = deprecated.has(subject)
          ? 'An event deprecated it, but its row does not say so.'
          : 'It is deprecated, but no event says so.';
        findings.add('version', subject, message, 'Deprecate it, or take that back, once more.');
      }
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

function isSame(row: unknown, said: unknown): boolean {
  return canonicalJson(row) === canonicalJson(said);
}

/** What is yanked and deprecated, by whom and when, and where channels point, as the events tell it. */
async function fold(catalogue: Catalogue) {
  const yanked = new Map<string, (string | null)[]>();
  const deprecated = new Map<string, StoredDeprecation>();
  const withheld = new Map<string, Withholding>();
  const channels = new Map<string, Map<string, string>>();
  const visibilities = new Map<string, string>();
  for (let since = 0; ; ) {
    const events = await catalogue.events(since, PAGE);
    for (const { type, at, namespace, name, version, data } of events) {
      const subject = `${namespace}/${name} ${version}`;
      const points = channels.get(`${namespace}/${name}`) ?? new Map<string, string>();
      if (type === 'yank') yanked.set(subject, [String(data.reason), textOf(data.by), at]);
      if (type === 'unyank') yanked.delete(subject);
      if (type === 'deprecate') {
        const { message, by, replacement } = data;
        deprecated.set(subject, { message: String(message), by: String(by), at, replacement: textOf(replacement) });
      }
      if (type === 'undeprecate') deprecated.delete(subject);
      if (type === 'quarantine' || type === 'takedown') {
        const state = type === 'takedown' ? 'taken-down' : 'quarantined';
        withheld.set(subject, { state, reason: String(data.reason), by: String(data.by), at });
      }
      if (type === 'unquarantine') withheld.delete(subject);
      if (type === 'visibility') visibilities.set(namespace, String(data.visibility));
      if (type === 'channel') points.set(String(data.channel), version);
      if (type === 'channel-removed') points.delete(String(data.channel));
      channels.set(`${namespace}/${name}`, points);
    }
    const last = events.at(-1);
    if (last === undefined) return { yanked, deprecated, withheld, channels, visibilities };
    since = last.seq;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
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
