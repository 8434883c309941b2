type Json = Record<string, unknown>;

const SEEDS = 24;

/** Items of all collections: what is known of each, over the samples of the description. */
export class Store {
  readonly #collections = new Map<string, Map<string, Json>>();

  items(collection: string): Map<string, Json> {
    const known = this.#collections.get(collection);
    if (known) return known;
    const items = new Map<string, Json>();
    for (let number = 1; number <= SEEDS; number++) items.set(String(number), { number });
    this.#collections.set(collection, items);
    return items;
  }

  /** By the id as it stands in a URL. */
  find(collection: string, id: string): [string, Json] | undefined {
    const key = /^0{8}-0{4}-4000-8000-\d{12}$/.test(id) ? String(Number(id.slice(-12))) : id;
    const found = this.items(collection).get(key);
    return found && [key, found];
  }

  create(collection: string, facts: Json): [string, Json] {
    const items = this.items(collection);
    const number = Math.max(SEEDS, ...[...items.values()].map((one) => Number(one.number) || 0)) + 1;
    const item = { ...facts, number };
    items.set(String(number), item);
    return [String(number), item];
  }
}

/** An item as an operation answers it: its sample, with the item's number and what was written to it. */
export function shown(sample: unknown, facts: Json, id: string | undefined): unknown {
  const { number, ...written } = facts;
  const varied = variant(sample, Number(number), id);
  return overlaid(varied, id === undefined ? written : without(written, id));
}

/** Items differ in their id and, where there is one, in a text. */
function variant(sample: unknown, number: number, id: string | undefined): unknown {
  if (typeof sample === 'string') return `${sample} ${number}`;
  if (typeof sample === 'number') return number;
  if (!isObject(sample)) return sample;
  const copy = structuredClone(sample);
  if (id !== undefined && id in copy) copy[id] = idLike(copy[id], number);
  const text = Object.keys(copy).find(
    (name) => name !== id && typeof copy[name] === 'string' && !/^\d{4}-|^https?:/.test(String(copy[name])),
  );
  if (text !== undefined) copy[text] = `${copy[text]} ${number}`;
  else if (id === undefined) {
    const count = Object.keys(copy).find((name) => typeof copy[name] === 'number');
    if (count !== undefined) copy[count] = number;
  }
  return copy;
}

function idLike(value: unknown, number: number): unknown {
  if (typeof value === 'number') return number;
  return /^[0-9a-f]{8}-/i.test(String(value))
    ? `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
    : String(number);
}

/** What was written, as far as it has the form of the sample. */
function overlaid(sample: unknown, written: unknown): unknown {
  if (Array.isArray(sample) && Array.isArray(written)) {
    const [first] = sample;
    return first === undefined ? sample : written.map((one) => overlaid(first, one));
  }
  if (isObject(sample) && isObject(written)) {
    const copy = { ...sample };
    for (const [name, value] of Object.entries(written)) {
      if (Object.hasOwn(sample, name)) copy[name] = overlaid(sample[name], value);
      else if (typeof value !== 'object' && Object.values(sample).some((one) => typeof one === typeof value))
        copy[name] = value;
    }
    return copy;
  }
  if (typeof sample === 'number' && typeof written === 'string' && /^-?\d+$/.test(written)) return BigInt(written);
  return typeof sample !== 'object' && typeof sample === typeof written ? written : sample;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function without(values: Json, name: string): Json {
  const { [name]: _, ...rest } = values;
  return rest;
}
