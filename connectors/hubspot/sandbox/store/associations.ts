import type { TypeName } from '../schema/object-types.ts';

/** The vendor's numbers of the unlabelled association from one type to another. */
const DEFAULT_TYPES: Readonly<Partial<Record<TypeName, Partial<Record<TypeName, number>>>>> = {
  contacts: { contacts: 449, companies: 279, deals: 4, tickets: 15, calls: 193, meetings: 199, notes: 201, tasks: 203 },
  companies: {
    contacts: 280,
    companies: 450,
    deals: 342,
    tickets: 340,
    calls: 181,
    meetings: 187,
    notes: 189,
    tasks: 191,
  },
  deals: { contacts: 3, companies: 341, deals: 451, tickets: 27, calls: 205, meetings: 211, notes: 213, tasks: 215 },
  tickets: { contacts: 16, companies: 339, deals: 28, tickets: 452, calls: 219, meetings: 225, notes: 227, tasks: 229 },
  calls: { contacts: 194, companies: 182, deals: 206, tickets: 220 },
  meetings: { contacts: 200, companies: 188, deals: 212, tickets: 226 },
  notes: { contacts: 202, companies: 190, deals: 214, tickets: 228 },
  tasks: { contacts: 204, companies: 192, deals: 216, tickets: 230 },
};

export function defaultTypeId(from: TypeName, to: TypeName): number | undefined {
  return DEFAULT_TYPES[from]?.[to];
}

/** Labels that somebody of the demo company made: in one direction and back, and how many an object may have. */
const LABELS = [
  { label: 'Decision maker', from: 'deals', to: 'contacts', typeId: 41, back: 42, most: 1 },
  { label: 'Billing contact', from: 'companies', to: 'contacts', typeId: 43, back: 44, most: 20 },
] as const satisfies readonly { from: TypeName; to: TypeName; [field: string]: unknown }[];

export interface AssociationType {
  category: 'HUBSPOT_DEFINED' | 'USER_DEFINED';
  typeId: number;
  label: string | null;
}

/** The associations that there may be from one type to another, in the vendor's form. */
export function associationTypes(from: TypeName, to: TypeName): AssociationType[] {
  const plain = defaultTypeId(from, to);
  return [
    ...(plain === undefined ? [] : [{ category: 'HUBSPOT_DEFINED' as const, typeId: plain, label: null }]),
    ...LABELS.flatMap(({ label, typeId, back, ...of }) => {
      const own = of.from === from && of.to === to ? typeId : of.from === to && of.to === from ? back : undefined;
      return own === undefined ? [] : [{ category: 'USER_DEFINED' as const, typeId: own, label }];
    }),
  ];
}

const key = (from: TypeName, id: string, to: TypeName) => `${from}/${id}/${to}`;

/** Which objects belong together, in both directions, and under which labels. */
export class Associations {
  readonly #targets = new Map<string, Set<string>>();
  /** Names of labels, by pair. */
  readonly #labels = new Map<string, Set<string>>();

  add(from: TypeName, fromId: string, to: TypeName, toId: string): void {
    this.#targetsOf(from, fromId, to).add(toId);
    this.#targetsOf(to, toId, from).add(fromId);
  }

  /** Adds a label, and the association with it. Answers how many there may be where that is too many. */
  label(from: TypeName, fromId: string, to: TypeName, toId: string, label: string): number | undefined {
    const limit = LABELS.find((one) => one.label === label);
    const [of, id, other] = limit?.from === from ? [from, fromId, to] : [to, toId, from];
    const others = this.of(of, id, other).filter((one) => one !== (of === from ? toId : fromId));
    const taken = others.filter((one) => this.labelsOf(of, id, other, one).includes(label)).length;
    if (limit && taken >= limit.most) return limit.most;
    this.add(from, fromId, to, toId);
    this.#labelsOf(from, fromId, to, toId).add(label);
    return undefined;
  }

  unlabel(from: TypeName, fromId: string, to: TypeName, toId: string, label: string): void {
    this.#labelsOf(from, fromId, to, toId).delete(label);
  }

  labelsOf(from: TypeName, fromId: string, to: TypeName, toId: string): string[] {
    return [...this.#labelsOf(from, fromId, to, toId)];
  }

  remove(from: TypeName, fromId: string, to: TypeName, toId: string): void {
    this.#labelsOf(from, fromId, to, toId).clear();
    this.#targets.get(key(from, fromId, to))?.delete(toId);
    this.#targets.get(key(to, toId, from))?.delete(fromId);
  }

  of(from: TypeName, fromId: string, to: TypeName): string[] {
    return [...(this.#targets.get(key(from, fromId, to)) ?? [])];
  }

  #labelsOf(from: TypeName, fromId: string, to: TypeName, toId: string): Set<string> {
    const place = [`${from}/${fromId}`, `${to}/${toId}`].sort().join(' ');
    const labels = this.#labels.get(place) ?? new Set();
    this.#labels.set(place, labels);
    return labels;
  }

  #targetsOf(from: TypeName, fromId: string, to: TypeName): Set<string> {
    const place = key(from, fromId, to);
    const known = this.#targets.get(place);
    if (known) return known;
    const fresh = new Set<string>();
    this.#targets.set(place, fresh);
    return fresh;
  }
}
