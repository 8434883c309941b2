import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Connector } from '../../connector/connector.ts';
import type { Access, ConnectorDescription, ToolEntry } from '../../connector/description-types.ts';
import type { AnyListTool, AnyTool, ReadResultsTool, SaveResultsTool } from '../../connector/tool.ts';
import { inputSchemaOf } from '../../connector/tool-schemas.ts';
import { makeTemporary, removeTemporary } from '../../files/temporary-folder.ts';
import type { ServedConnector, ServedPlugin, ServeOptions } from '../../serve/plugin/types.ts';
import { writeConnection } from '../../settings/profiles.ts';
import { type FaultServer, startFaultServer } from '../faults/index.ts';
import type { ScriptedHost } from '../host.ts';
import { connectInMemory, type InMemoryOptions } from '../in-memory.ts';
import type { Replay } from '../recordings/replay.ts';
import type { Recording } from '../recordings/types.ts';
import type { RunningSandbox, StartSandbox } from '../sandbox.ts';
import { formsOf } from '../secret-forms.ts';
import { playing } from './recorded-vendor.ts';
import type { Budgets, Level } from './types.ts';

/** A tool under test. */
export interface Subject {
  readonly name: string;
  readonly access: Access;
  readonly entry: ToolEntry;
  readonly tool: Exclude<AnyTool, ReadResultsTool | SaveResultsTool>;
  /** Inputs of its examples that fit its schema. */
  readonly examples: readonly Record<string, unknown>[];
  /** True for arguments that its schema takes. */
  takes(args: unknown): boolean;
}

export type ListSubject = Subject & { readonly tool: AnyListTool };

/** A fault server of one's own, and a home folder that is connected to it. */
export interface Road {
  readonly faults: FaultServer;
  readonly home: string;
  open(options?: InMemoryOptions): Promise<ScriptedHost>;
  /** Changes that its sandbox took. */
  writes(): number;
  close(): Promise<void>;
}

/** Everything that was said, to be searched for what must not be said. */
export interface Said {
  of: string;
  text: string;
}

/** Rows of a page of `smallPages`. */
export const SMALL_PAGE = 2;
/** Folders of `.rolekit` that hold secrets by their purpose. */
const SETTINGS = ['connections', 'run'];
const SERVER_LOG = 'the server log';

/** A connector, its sandbox behind a fault server, and hosts to call it with. */
export class Bench {
  readonly served: ServedConnector;
  readonly connector: Connector;
  readonly description: ConnectorDescription;
  readonly tools: readonly Subject[];
  readonly sandbox: RunningSandbox | undefined;
  readonly level: Level;
  readonly seed: number;
  readonly budgets: Budgets;
  readonly bundle: string | undefined;
  /** What answers in the place of a sandbox. */
  readonly recording: Recording | undefined;
  /** A home folder without any connection. */
  readonly emptyHome: string;
  readonly said: Said[] = [];

  readonly #folder: string;
  readonly #start: StartSandbox | undefined;
  readonly #roads: Road[] = [];
  readonly #secrets = new Set<string>();
  #main: Promise<Road> | undefined;
  #small: Promise<RunningSandbox | undefined> | undefined;
  #homes = 0;

  constructor(
    parts: Pick<Bench, 'served' | 'connector' | 'sandbox' | 'level' | 'seed' | 'budgets' | 'bundle'> & {
      folder: string;
      start: StartSandbox | undefined;
      recording?: Recording | undefined;
    },
  ) {
    this.served = parts.served;
    this.connector = parts.connector;
    this.description = parts.served.description;
    this.sandbox = parts.sandbox;
    this.level = parts.level;
    this.seed = parts.seed;
    this.budgets = parts.budgets;
    this.bundle = parts.bundle;
    this.recording = parts.recording;
    this.#folder = parts.folder;
    this.#start = parts.start;
    this.emptyHome = join(parts.folder, 'empty');
    this.tools = this.description.tools.flatMap((entry) => {
      const tool = parts.connector.tools[entry.definition.name];
      // what works on kept rows is the SDK's own, and needs a handle of another call: `kept-rows` checks it
      const calls = parts.recording && playing(parts.recording).calls(entry.definition.name);
      return tool && tool.kind !== 'read-results' && tool.kind !== 'save-results'
        ? [subjectOf(entry, tool, calls)]
        : [];
    });
  }

  /** The plugin under test, with the tools switched on that are off by default, or as it is. */
  plugin(all = true): ServedPlugin {
    const { description, load } = this.served;
    const tools = description.tools.map((tool) => (all ? { ...tool, enabled: true } : tool));
    return {
      name: this.connector.name,
      version: this.connector.version,
      description: this.connector.description,
      connectors: [{ description: { ...description, tools }, load }],
    };
  }

  /** Calls can get through: there is a sandbox, or no setting is needed. */
  get connected(): boolean {
    return this.sandbox !== undefined || !this.description.config.some((field) => field.required);
  }

  /** It reaches no host, and needs no setting: there is nobody to have a sandbox of. */
  get vendorless(): boolean {
    return this.description.hosts.length === 0 && this.connected;
  }

  /** Changes that the sandbox took. */
  writes(): number {
    return this.sandbox?.stats().writes ?? 0;
  }

  /** Requests that were not recorded, where a recording answers. */
  missed(): readonly string[] {
    return this.recording && this.sandbox ? (this.sandbox as Replay).missed() : [];
  }

  /** The road that checks without faults share. */
  road(): Promise<Road> {
    this.#main ??= this.newRoad();
    return this.#main;
  }

  /** A road of its own: connections, caches and faults are shared with no other check. */
  async newRoad(sandbox = this.sandbox): Promise<Road> {
    const home = join(this.#folder, `home-${++this.#homes}`);
    await mkdir(home, { recursive: true });
    const faults = await startFaultServer(sandbox ?? { baseUrl: 'http://127.0.0.1:9', values: {} }, {
      seed: this.seed,
    });
    if (sandbox) await connect(home, this.connector.name, faults);
    const road: Road = {
      faults,
      home,
      open: (options) => this.open({ home, ...options }),
      writes: () => sandbox?.stats().writes ?? 0,
      close: async () => {
        for (const secret of faults.secrets()) this.#secrets.add(secret);
        await faults.close();
      },
    };
    this.#roads.push(road);
    return road;
  }

  /** The same vendor with few rows in a page, where the sandbox can do that. */
  smallPages(): Promise<RunningSandbox | undefined> {
    this.#small ??= (async () => this.#start?.({ pageRows: SMALL_PAGE }))();
    return this.#small;
  }

  /** A road to a sandbox of its own, to which nothing was written yet. */
  async freshRoad(): Promise<Road> {
    const sandbox = await this.#start?.();
    const road = await this.newRoad(sandbox);
    return {
      ...road,
      close: async () => {
        await road.close();
        await sandbox?.close();
      },
    };
  }

  /** A host of the connector; all that it hears is kept. */
  async open(options: InMemoryOptions = {}): Promise<ScriptedHost> {
    const onTold = (text: string) => this.hear('a message beside the answers', text);
    return this.listening(await connectInMemory(this.plugin(), { onTold, ...this.serving(options) }));
  }

  /** Options of a server whose problems are kept. */
  serving<T extends ServeOptions>(options: T): T & ServeOptions {
    return {
      home: this.emptyHome,
      env: {},
      onProblem: (text: string) => this.hear(SERVER_LOG, text),
      onExchange: (exchange: object) => this.hear('a trace', JSON.stringify(exchange)),
      ...options,
    };
  }

  /** Keeps what a host hears. */
  listening(host: ScriptedHost): ScriptedHost {
    return {
      ...host,
      call: async (name, args, options) => {
        const answer = await host.call(name, args, options);
        this.hear(name, answer.text, JSON.stringify(answer.structured), ...host.questions);
        return answer;
      },
    };
  }

  /** What servers wrote into the user's folder, but for what holds settings: the audit log, kept rows, and the like. */
  async written(): Promise<Said[]> {
    const texts: Said[] = [];
    const names = await readdir(this.#folder, { recursive: true }).catch((): string[] => []);
    for (const name of names) {
      const [, folder, ...rest] = name.split(sep);
      if (folder !== '.rolekit' || rest.length < 2 || SETTINGS.includes(rest[0] ?? '')) continue;
      const text = await readFile(join(this.#folder, name), 'utf8').catch(() => '');
      texts.push({ of: `~/.rolekit/${rest.join('/')}`, text });
    }
    return texts;
  }

  hear(of: string, ...texts: string[]): void {
    for (const text of texts) this.said.push({ of, text });
  }

  /** What the server log said last: the cause of a failure that nothing else names. */
  cause(): string {
    const last = this.said.findLast((entry) => entry.of === SERVER_LOG)?.text.split('\n', 1)[0] ?? '';
    return last.replace(/^\S+ \(\w+\): /, '').slice(0, 200);
  }

  /** Values of the settings that are secret. */
  secretSettings(): string[] {
    const secret = this.description.config.filter((field) => field.secret);
    return secret.map((field) => this.sandbox?.values[field.name] ?? '').filter((value) => value !== '');
  }

  /** What must never be said: secret settings, and credentials that passed by. */
  secrets(): string[] {
    const passed = this.#roads.flatMap((road) => road.faults.secrets());
    const open = new Set(
      this.description.config.filter((field) => !field.secret).map((field) => this.sandbox?.values[field.name]),
    );
    return [...new Set([...this.secretSettings(), ...passed, ...this.#secrets])].filter(
      (setting) => setting.length >= 6 && !open.has(setting),
    );
  }

  /** A text for the report, which is shown and kept: problems quote answers. */
  withoutSecrets(text: string): string {
    const forms = this.secrets().flatMap(formsOf);
    return forms.reduce((masked, form) => masked.replaceAll(form, '[secret]'), text);
  }

  async close(): Promise<void> {
    await Promise.all(this.#roads.map((road) => road.close().catch(() => {})));
    await Promise.all([this.sandbox?.close(), this.#small?.then((sandbox) => sandbox?.close())]);
    await removeTemporary(this.#folder);
  }
}

/** Starts the sandbox, if there is one, in a temporary folder of its own. */
export async function openBench(
  served: ServedConnector,
  start: StartSandbox | undefined,
  { recording, ...parts }: Pick<Bench, 'level' | 'seed' | 'budgets' | 'bundle'> & { recording?: Recording | undefined },
): Promise<Bench> {
  const connector = await served.load();
  const folder = makeTemporary('rolekit-contract-');
  const begin = recording ? playing(recording).start : start;
  return new Bench({ ...parts, recording, served, connector, folder, start: begin, sandbox: await begin?.() });
}

/** Connects a home folder to the sandbox behind a fault server, as `rolekit connect <name> --sandbox` does it. */
async function connect(home: string, connector: string, { baseUrl, values, now }: FaultServer): Promise<void> {
  const runFile = join(home, 'run.json');
  const about = { format: 1, connector, environment: 'sandbox', pid: process.pid } as const;
  // a whole suite asks more in a minute than a true rate of the vendor allows
  const run = { ...about, baseUrl, now, uncounted: true, values };
  await writeFile(runFile, JSON.stringify(run), { mode: 0o600 });
  await writeConnection(connector, { format: 1, active: 'sandbox', profiles: { sandbox: { runFile } } }, home);
}

function subjectOf(entry: ToolEntry, tool: Subject['tool'], calls?: readonly Record<string, unknown>[]): Subject {
  const schema = inputSchemaOf(tool);
  const takes = (args: unknown) => schema.safeParse(args).success;
  const given = calls ?? tool.examples.map((example) => example.input as Record<string, unknown>);
  const examples = given.filter(takes);
  return { name: entry.definition.name, access: entry.access, entry, tool, examples, takes };
}
