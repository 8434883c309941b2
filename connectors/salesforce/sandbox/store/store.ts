import type { SandboxClock } from '@rolekit/demo-data';
import type { FieldValue } from '../schema/fields.ts';
import { OBJECTS, objectOfId } from '../schema/objects.ts';
import { DEFAULT_SETTINGS, type OrgSettings } from './settings.ts';

/** One record: field name → value. Never changed in place, so that an open query cursor keeps what it saw. */
export type Row = Readonly<Record<string, FieldValue>>;

type Journal = { objectName: string; id: string; before: Row | undefined }[];

/** All records of the org, in memory, until the sandbox stops. */
export class Store {
  readonly #tables = new Map<string, Map<string, Row>>(OBJECTS.map((object) => [object.name, new Map()]));
  readonly #clock: SandboxClock;
  #journal: Journal | null = null;

  readonly settings: OrgSettings;

  constructor(clock: SandboxClock, settings: Partial<OrgSettings> = {}) {
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
    this.#clock = clock;
  }

  /** What the sandbox takes for the present. */
  now(): Date {
    return this.#clock.now();
  }

  /** The time of a write, later than that of the one before. */
  writeTime(): Date {
    return this.#clock.stamp();
  }

  #table(objectName: string): Map<string, Row> {
    const table = this.#tables.get(objectName) ?? new Map<string, Row>();
    this.#tables.set(objectName, table);
    return table;
  }

  /** Records in order of creation, deleted ones included. */
  rows(objectName: string): Iterable<Row> {
    return this.#table(objectName).values();
  }

  size(objectName: string): number {
    return this.#table(objectName).size;
  }

  /** A record by its 18-character id, deleted or not. */
  get(objectName: string, id: string): Row | undefined {
    return this.#table(objectName).get(id);
  }

  /** A record by its id alone. */
  find(id: string): Row | undefined {
    const object = objectOfId(id);
    return object ? this.get(object.name, id) : undefined;
  }

  put(objectName: string, row: Row): void {
    const id = String(row.Id);
    const table = this.#table(objectName);
    this.#journal?.push({ objectName, id, before: table.get(id) });
    table.set(id, row);
  }

  /** Runs a change that is undone as a whole when it throws. */
  transaction<T>(change: () => T): T {
    if (this.#journal) return change();
    const journal: Journal = [];
    this.#journal = journal;
    try {
      return change();
    } catch (error) {
      for (const { objectName, id, before } of journal.reverse()) {
        if (before) this.#table(objectName).set(id, before);
        else this.#table(objectName).delete(id);
      }
      throw error;
    } finally {
      this.#journal = null;
    }
  }
}
