import type { TypeName } from '../schema/object-types.ts';

/** The vendor's numbers of the unlabelled association from one type to another. */
const DEFAULT_TYPES: Readonly<Partial<Record<TypeName, Partial<Record<TypeName, number>>>>> = {
  contacts: { contacts: 449, companies: 279, deals: 4, tickets: 15, calls: 193, meetings: 199, notes: 201, tasks: 203 },
  companies: {
    contacts: 280,
    companies: 450,
    deals: 342,
    p_sites: 51,
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
  p_sites: { companies: 52 },
};

export function defaultTypeId(from: TypeName, to: TypeName): number | undefined {
  return DEFAULT_TYPES[from]?.[to];
}

interface Label {
  label: string;
  from: TypeName;
  to: TypeName;
  /** In this direction, and back. */
  typeId: number;
  back: number;
  /** How many an object of `from` may have. */
  most: number;
}

/** Labels that somebody of the demo company made. */
const OWN: readonly Label[] = [
  { label: 'Decision maker', from: 'deals', to: 'contacts', typeId: 41, back: 42, most: 1 },
  { label: 'Billing contact', from: 'companies', to: 'contacts', typeId: 43, back: 44, most: 20 },
];
/** The vendor's: of the companies of an object one is its primary, and another takes that over. */
const PRIMARY: readonly Label[] = [
  { label: 'Primary', from: 'contacts', to: 'companies', typeId: 1, back: 2, most: 1 },
  { label: 'Primary', from: 'deals', to: 'companies', typeId: 5, back: 6, most: 1 },
  { label: 'Primary', from: 'tickets', to: 'companies', typeId: 26, back: 25, most: 1 },
];

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
    ...[...PRIMARY, ...OWN].flatMap((label) => {
      const typeId = typeIdOf(label, from, to);
      const category = PRIMARY.includes(label) ? ('HUBSPOT_DEFINED' as const) : ('USER_DEFINED' as const);
      return typeId === undefined ? [] : [{ category, typeId, label: label.label }];
    }),
  ];
}

function typeIdOf({ from: of, to: other, typeId, back }: Label, from: TypeName, to: TypeName): number | undefined {
  if (of === from && other === to) return typeId;
  return of === to && other === from ? back : undefined;
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
    const known = [...PRIMARY, ...OWN].find(
      (candidate) => candidate.label === label && typeIdOf(candidate, from, to) !== undefined,
    );
    const [of, id, other] = known?.from === from ? [from, fromId, to] : [to, toId, from];
    const others = this.of(of, id, other).filter((value) => value !== (of === from ? toId : fromId));
    const taken = others.filter((value) => this.labelsOf(of, id, other, value).includes(label));
    if (known && PRIMARY.includes(known)) for (const value of taken) this.unlabel(of, id, other, value, label);
    else if (known && taken.length >= known.most) return known.most;
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
