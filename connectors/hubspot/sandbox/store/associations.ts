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

const key = (from: TypeName, id: string, to: TypeName) => `${from}/${id}/${to}`;

/** Which objects belong together, in both directions. */
export class Associations {
  readonly #targets = new Map<string, Set<string>>();

  add(from: TypeName, fromId: string, to: TypeName, toId: string): void {
    this.#targetsOf(from, fromId, to).add(toId);
    this.#targetsOf(to, toId, from).add(fromId);
  }

  remove(from: TypeName, fromId: string, to: TypeName, toId: string): void {
    this.#targets.get(key(from, fromId, to))?.delete(toId);
    this.#targets.get(key(to, toId, from))?.delete(fromId);
  }

  of(from: TypeName, fromId: string, to: TypeName): string[] {
    return [...(this.#targets.get(key(from, fromId, to)) ?? [])];
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

/** One association in the vendor's form. */
export function associationTypes(from: TypeName, to: TypeName) {
  return [{ category: 'HUBSPOT_DEFINED', typeId: defaultTypeId(from, to) ?? 0, label: null }];
}
