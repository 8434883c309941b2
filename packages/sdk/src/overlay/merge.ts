import { conflictText, LABELS, type SideLabels, type Sides } from './conflict.ts';
import { type Piece, piecesOf, UNNAMED } from './pieces.ts';

/**
 * What became of a section: `theirs` is as the base has it now, `ours` as the client has it, `both` as both have it by
 * themselves; of a `conflict` the three texts differ.
 */
export interface MergedSection extends Sides {
  /** Of a section; `''` of what is outside of all, `---` of the frontmatter. */
  id: string;
  status: 'unchanged' | 'theirs' | 'ours' | 'both' | 'conflict';
}

export interface Merged {
  /** With each conflict as `conflictText` writes it. */
  text: string;
  /** In the order of the merged text; sections that it no longer has come last. */
  sections: MergedSection[];
}

type Side = 'now' | 'client';
interface Slot extends Piece {
  /** Where it comes from, to join it to its neighbours as they were. */
  side?: Side;
  index?: number;
}

/**
 * Merges what the base and the client each made of one text, section by section: what one of them left as it was follows the
 * other. The order is the base's where the base changed it, else the client's.
 */
export function mergeSections(before: string, now: string, client: string, labels: SideLabels = LABELS): Merged {
  const texts = { before: partsOf(before), now: partsOf(now), client: partsOf(client) };
  const ids = [...new Set([...texts.now.keys(), ...texts.client.keys(), ...texts.before.keys()])];
  const sections = ids.map((id) => decide(id, texts));
  const conflicts = new Map(
    sections.filter(({ status }) => status === 'conflict').map((section) => [section.id, section]),
  );
  const sideOf = new Map(sections.map(({ id, status }) => [id, status === 'theirs' ? 'now' : 'client'] as const));
  const wholes: Partial<Record<Side, string>> = { now, client };
  const chosen = wholeSide(before, now, client);
  if (chosen !== undefined)
    return { text: wholes[chosen] ?? '', sections: inOrder(sections, piecesOf(wholes[chosen] ?? '')) };

  const slots = { now: slotsOf(now, 'now'), client: slotsOf(client, 'client'), before: slotsOf(before) };
  const contents = (side: Side) => slots[side].filter(({ id }) => sideOf.get(id) === side && !conflicts.has(id));
  const wanted = new Map([...contents('now'), ...contents('client')].map((slot) => [slot.key, slot]));
  const order = orderOf(slots);
  const mergedWith = (write: (section: MergedSection) => string): Slot[] => {
    const conflicting = [...conflicts].map(([id, section]) => [keyOf(id, 0), { id, text: write(section) }] as const);
    const all = new Map<string, Slot>([...wanted, ...conflicting]);
    return order.flatMap((key) => all.get(key) ?? []);
  };
  const decided = (['now', 'client'] as const).map((side) => joined(mergedWith((section) => section[side] ?? '')));
  if (!decided.every((text) => isAsDecided(text, sections))) return wholeConflict({ before, now, client }, labels);
  const merged = mergedWith((section) => conflictText(section, labels));
  return { text: joined(merged), sections: inOrder(sections, merged) };
}

/** A part outside of all sections that would come to lie in another one: only a person can say where it belongs. */
function wholeConflict(sides: Record<keyof Sides, string>, labels: SideLabels): Merged {
  return { text: conflictText(sides, labels), sections: [{ id: UNNAMED, status: 'conflict', ...sides }] };
}

/** Whether each section of a text holds what was decided for it. */
function isAsDecided(text: string, sections: readonly MergedSection[]): boolean {
  const found = partsOf(text);
  return sections.every(({ id, status, now, client }) => {
    if (status === 'conflict') return true;
    const wanted = (status === 'theirs' ? now : client) ?? '';
    return withoutBlanks(found.get(id)?.join('\n') ?? '') === withoutBlanks(wanted);
  });
}

function withoutBlanks(text: string): string {
  return text.replace(/\s*\n\s*/g, '\n').trim();
}

/** One text that is all of it: the other two are the same, or one is as before. */
function wholeSide(before: string, now: string, client: string): Side | undefined {
  if (now === client || now === before) return 'client';
  return client === before ? 'now' : undefined;
}

function decide(id: string, texts: Record<keyof Sides, Map<string, string[]>>): MergedSection {
  const parts = { before: texts.before.get(id), now: texts.now.get(id), client: texts.client.get(id) };
  const sides = { before: parts.before?.join(''), now: parts.now?.join(''), client: parts.client?.join('') };
  const same = (a: keyof Sides, b: keyof Sides) => comparable(parts[a]) === comparable(parts[b]);
  const isTheirs = same('before', 'client');
  const isOurs = same('before', 'now');
  const changed = isTheirs ? 'theirs' : isOurs ? 'ours' : same('now', 'client') ? 'both' : 'conflict';
  return { id, status: isTheirs && isOurs ? 'unchanged' : changed, ...sides };
}

/** Blank lines at the end belong to what follows: a section that is no longer the last has not changed. */
function comparable(parts: readonly string[] | undefined): string {
  return parts === undefined ? 'absent' : JSON.stringify(parts.map((part) => part.trimEnd()));
}

function partsOf(text: string): Map<string, string[]> {
  const parts = new Map<string, string[]>();
  for (const piece of piecesOf(text)) parts.set(piece.id, [...(parts.get(piece.id) ?? []), piece.text]);
  return parts;
}

/** The pieces of a text; its key says of which section it is, and which of its parts. */
function slotsOf(text: string, side?: Side): (Slot & { key: string })[] {
  const seen = new Map<string, number>();
  return piecesOf(text).map((piece, index) => {
    const part = seen.get(piece.id) ?? 0;
    seen.set(piece.id, part + 1);
    return { ...piece, key: keyOf(piece.id, part), index, ...(side === undefined ? {} : { side }) };
  });
}

/** All keys, in the order of the base where that has changed, else in that of the client. */
function orderOf(slots: Record<keyof Sides, { key: string }[]>): string[] {
  const [before, now, client] = [slots.before, slots.now, slots.client].map((of) => of.map(({ key }) => key));
  const isMoved = now?.join('\n') !== before?.join('\n');
  return isMoved ? interleaved(now ?? [], client ?? []) : interleaved(client ?? [], now ?? []);
}

function keyOf(id: string, part: number): string {
  return `${id}#${part}`;
}

/** The first list, with what only the second has behind what precedes it there. */
function interleaved(first: readonly string[], second: readonly string[]): string[] {
  const order = [...first];
  for (const [index, key] of second.entries()) {
    if (order.includes(key)) continue;
    const previous = second[index - 1];
    order.splice(previous === undefined ? 0 : order.indexOf(previous) + 1, 0, key);
  }
  return order;
}

function joined(slots: readonly Slot[]): string {
  return slots
    .map((slot, index) => {
      const next = slots[index + 1];
      const isNeighbour = slot.side !== undefined && next?.side === slot.side && next.index === (slot.index ?? 0) + 1;
      if (isNeighbour) return slot.text;
      return `${slot.text.trimEnd()}\n${next === undefined ? '' : '\n'}`;
    })
    .join('');
}

function inOrder(sections: readonly MergedSection[], order: readonly Piece[]): MergedSection[] {
  const ids = order.map(({ id }) => id);
  const place = ({ id }: MergedSection) => (ids.includes(id) ? ids.indexOf(id) : ids.length);
  return sections.toSorted((a, b) => place(a) - place(b));
}
