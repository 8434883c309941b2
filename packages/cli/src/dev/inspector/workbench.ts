import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Finding } from '@rolekit/sdk';
import { html, isObject } from '@rolekit/sdk/internal';
import { maskSecrets } from '@rolekit/sdk/internal/settings';
import { toolExamples } from '../../build/examine-code.ts';
import { sourcesIn } from '../../connectors.ts';
import type { ErrorReport } from '../../report.ts';
import { harmless } from '../../terminal.ts';
import type { Build } from '../build-loop.ts';
import { catalogView } from './catalog-view.ts';
import {
  type BuildState,
  findingsView,
  type LogLine,
  type LogSource,
  lineView,
  messageView,
  placeOf,
  type ShownFinding,
  stateView,
} from './log-views.ts';
import { PageSession } from './page-session.ts';
import { append, fill, type Part, type Send } from './part.ts';
import { type ListedSkill, skillsIn } from './skills.ts';
import { type Callable, callablesOf, type UsedBuild } from './used-build.ts';
import { secretsIn, Wire, type WireMessage } from './wire.ts';

const MAX_LINES = 500;
const MAX_MESSAGES = 300;
const MAX_LINE_LENGTH = 4000;
const MAX_PAGES = 8;

/** What is known of the work on a plugin, shown to every open page. */
export class Workbench {
  readonly #pages = new Map<string, { session: PageSession; send: Send }>();
  readonly #lines: LogLine[] = [];
  readonly #hostMessages: WireMessage[] = [];
  readonly #hostWire = new Wire('host', () => this.#secrets);
  #secrets: readonly string[] = [];
  #build: { build: Build; used: UsedBuild; skills: readonly ListedSkill[] } | undefined;
  #state: BuildState | undefined;
  #findings: readonly ShownFinding[] = [];

  /** A save is built now. */
  building(): void {
    this.#state = { kind: 'building' };
    this.#tell(fill('status', stateView(this.#state)));
  }

  async built(build: Build, env: NodeJS.ProcessEnv, ms: number): Promise<void> {
    const skills = await skillsIn(build.dir);
    const tools = build.tools.connectors.flatMap((connector) => connector.tools);
    const callables = callablesOf(tools, build.prompts);
    this.#secrets = secretsIn(build.tools.connectors, env);
    this.#build = {
      build,
      used: { dir: build.dir, env, examples: examplesOf(build), callable: (item) => callables.get(item) },
      skills,
    };
    this.#findings = build.findings;
    const count = tools.filter(({ enabled }) => enabled).length;
    this.#state = { kind: 'ready', tools: count, tokens: build.tools.tokens, ms };
    for (const { session } of this.#pages.values()) session.built();
    for (const part of this.#whole()) this.#tell(part);
    this.#tell({ refresh: true });
  }

  broken({ findings = [], code, message, fix }: ErrorReport): void {
    this.#findings = findings.length > 0 ? findings : [{ code, severity: 'error', message, fix }];
    const errors = this.#findings.filter(({ severity }) => severity === 'error');
    const [first] = errors;
    const more = errors.length > 1 ? ` and ${errors.length - 1} more` : '';
    this.#state = {
      kind: 'broken',
      lastGood: this.#build !== undefined,
      problem: [first && placeOf(first), first?.message].filter(Boolean).join(': ') + more,
    };
    this.#tell(fill('status', stateView(this.#state)));
    this.#tell(fill('findings', findingsView(this.#findings)));
  }

  /** Found in the newest build after it was made. */
  found(findings: readonly Finding[]): void {
    this.#findings = [...this.#findings, ...findings];
    this.#tell(fill('findings', findingsView(this.#findings)));
  }

  log(source: LogSource, text: string): void {
    for (const line of maskSecrets(harmless(stripVTControlCharacters(text)), this.#secrets).split('\n')) {
      if (line.trim() === '') continue;
      const shown: LogLine = { source, at: new Date(), text: line.slice(0, MAX_LINE_LENGTH) };
      this.#lines.push(shown);
      if (this.#lines.length > MAX_LINES) this.#lines.shift();
      this.#tell(append('log', lineView(shown)));
    }
  }

  /** A line of the connection of the host that is served beside. */
  hostLine(from: WireMessage['from'], line: string): void {
    const message = parsed(line);
    if (!message) return;
    const shown = this.#hostWire.read(from, message);
    this.#hostMessages.push(shown);
    if (this.#hostMessages.length > MAX_MESSAGES) this.#hostMessages.shift();
    this.#tell(append('wire', messageView(shown)));
  }

  /** Waits until no page runs anything from this folder. */
  async left(dir: string): Promise<void> {
    await Promise.all([...this.#pages.values()].map(({ session }) => session.left(dir)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pages.values()].map(({ session }) => session.close()));
  }

  /** A page was opened; undefined where too many are. */
  open(send: Send): PageSession | undefined {
    if (this.#pages.size >= MAX_PAGES) return undefined;
    const session = new PageSession({
      send,
      build: () => this.#build?.used,
      secrets: () => this.#secrets,
      onServerLog: (text) => this.log('server', text),
    });
    this.#pages.set(session.id, { session, send });
    send({ session: session.id });
    for (const part of this.#whole()) send(part);
    for (const line of this.#lines) send(append('log', lineView(line)));
    for (const message of this.#hostMessages) send(append('wire', messageView(message)));
    send({ refresh: true });
    return session;
  }

  async leave(session: PageSession): Promise<void> {
    await session.close();
    this.#pages.delete(session.id);
  }

  page(id: string): PageSession | undefined {
    return this.#pages.get(id)?.session;
  }

  callable(item: string): Callable | undefined {
    return this.#build?.used.callable(item);
  }

  skill(name: string): ListedSkill | undefined {
    return this.#build?.skills.find((skill) => skill.name === name);
  }

  #whole(): Part[] {
    const { build, skills = [] } = this.#build ?? {};
    const connectors = build?.tools.connectors ?? [];
    return [
      fill(
        'plugin',
        build ? html`${build.manifest.name} <span class="version">${build.manifest.version}</span>` : html`rolekit dev`,
      ),
      fill('status', stateView(this.#state)),
      fill('catalog', catalogView({ connectors, skills, prompts: build?.prompts ?? [] })),
      fill('findings', findingsView(this.#findings)),
    ];
  }

  #tell(part: Part): void {
    for (const { send } of this.#pages.values()) send(part);
  }
}

function examplesOf({ sources }: Build): UsedBuild['examples'] {
  const read = async () => {
    const connectors = (await Promise.all(sources.map(sourcesIn))).flat();
    const all = connectors.map(({ dir, entry }) => toolExamples(dir, relative(dir, entry)).catch(() => ({})));
    return Object.assign({}, ...(await Promise.all(all)));
  };
  let examples: ReturnType<typeof read> | undefined;
  return () => (examples ??= read());
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return isObject(message) ? message : undefined;
  } catch {
    return undefined;
  }
}
