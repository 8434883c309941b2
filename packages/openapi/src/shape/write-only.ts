import { identityOf, objectOf, type Spec } from '../description/spec.ts';
import type { SpecNode } from '../description/spec-node.ts';
import { isHidden } from './hidden-fields.ts';

/** Members that no answer may show, and where further ones are; `into` names entries of the list, `*` is any other member. */
export interface WriteOnly {
  leave: string[];
  into: Record<string, number>;
}

/** Parts of a schema that hold together. */
type Choice = SpecNode[];

const MAX_ENTRIES = 400;
const MAX_CHOICES = 64;

/**
 * The `writeOnly` members of an answer, which servers send all the same: a list whose first entry is its root. It follows
 * compositions, lists, maps and cycles; empty where there are none.
 */
export function writeOnlyOf(spec: Spec, schema: SpecNode | undefined): WriteOnly[] {
  const entries: WriteOnly[] = [];
  const known = new Map<string, number>();
  const entryOf = (nodes: readonly SpecNode[]): number | undefined => {
    const choices = nodes.flatMap((node) => choicesOf(spec, node, [])).slice(0, MAX_CHOICES);
    const key = [...new Set(choices.flat().map(identityOf))].sort().join('\n');
    const before = known.get(key);
    if (before !== undefined || choices.length === 0 || entries.length >= MAX_ENTRIES) return before;
    const entry: WriteOnly = { leave: [], into: {} };
    const own = entries.push(entry) - 1;
    known.set(key, own);
    for (const [name, { isHiddenSomewhere, shown }] of membersOf(spec, choices)) {
      // what one choice hides another may show
      if (isHiddenSomewhere && shown.length === 0) entry.leave.push(name);
      const next = shown.length > 0 ? entryOf(shown) : undefined;
      if (next !== undefined) entry.into[name] = next;
    }
    const others = choices.flat().map((part) => spec.at(part, 'additionalProperties'));
    const next = entryOf(others.filter((at) => objectOf(at) !== undefined));
    if (next !== undefined) entry.into['*'] = next;
    return own;
  };
  if (schema) entryOf([schema]);
  return pruned(entries);
}

/** A schema's choices, a list's being those of its items: each with all that holds for it. */
function choicesOf(spec: Spec, node: SpecNode, open: readonly string[]): Choice[] {
  const identity = identityOf(node);
  const own = objectOf(node);
  if (!own || open.includes(identity)) return [];
  const within = [...open, identity];
  const inside = (at: SpecNode) => choicesOf(spec, at, within);
  const all = (word: string) =>
    Array.isArray(own[word]) ? (own[word] as unknown[]).map((_, at) => spec.at(node, word, at)) : [];
  const target = typeof own.$ref === 'string' ? inside(spec.deref(node)) : [];
  const base = [node, ...all('allOf').flatMap(inside).flat()];
  const items = own.items === undefined ? [] : [spec.at(node, 'items')];
  const options = [...target, ...[...all('oneOf'), ...all('anyOf'), ...all('prefixItems'), ...items].flatMap(inside)];
  return options.length === 0 ? [base] : options.slice(0, MAX_CHOICES).map((option) => [...base, ...option]);
}

function membersOf(spec: Spec, choices: readonly Choice[]) {
  const members = new Map<string, { isHiddenSomewhere: boolean; shown: SpecNode[] }>();
  for (const choice of choices) {
    const own = new Map<string, SpecNode[]>();
    for (const part of choice) {
      const properties = spec.at(part, 'properties');
      for (const name of Object.keys(objectOf(properties) ?? {}))
        own.set(name, [...(own.get(name) ?? []), spec.at(properties, name)]);
    }
    for (const [name, nodes] of own) {
      const member = members.get(name) ?? { isHiddenSomewhere: false, shown: [] };
      if (nodes.some((at) => isHidden(spec, at, 'output'))) member.isHiddenSomewhere = true;
      else member.shown.push(...nodes);
      members.set(name, member);
    }
  }
  members.delete('__proto__');
  return members;
}

/** Only the entries that lead to a member that is left out, the root first. */
function pruned(entries: readonly WriteOnly[]): WriteOnly[] {
  const leads = new Set(entries.filter(({ leave }) => leave.length > 0));
  for (let before = -1; before !== leads.size; ) {
    before = leads.size;
    for (const entry of entries)
      if (Object.values(entry.into).some((at) => leads.has(entries[at] as WriteOnly))) leads.add(entry);
  }
  const kept = entries.filter((entry) => leads.has(entry));
  return kept.map(({ leave, into }) => ({
    leave,
    into: Object.fromEntries(
      Object.entries(into).flatMap(([name, at]) => {
        const next = kept.indexOf(entries[at] as WriteOnly);
        return next < 0 ? [] : [[name, next]];
      }),
    ),
  }));
}
