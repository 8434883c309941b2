import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporary, removeTemporary } from '@rolekit/sdk/internal';
import { type BareOptions, BareProcess } from './bare.ts';

export interface CodeProcessOptions {
  /** Modules that it loads before it is asked, by URL. */
  preload?: readonly string[];
  /** By which the SDK's packages are found. */
  conditions?: readonly string[];
}

/**
 * A process that loads code of plugins, in a folder of its own and without the environment of this one. What its questions
 * share is loaded once.
 */
export class CodeProcess {
  /** Where the code lies that it loads. */
  readonly dir = makeTemporary('rolekit-code-');
  readonly #process: Promise<BareProcess>;

  constructor(options: CodeProcessOptions = {}) {
    this.#process = this.#start(options);
    this.#process.catch(() => {});
  }

  /** Runs the entry of a server with `argument`: the last line that it prints; undefined when the process ended before. */
  async ask(entry: string, argument: string, options: BareOptions): Promise<string | undefined> {
    return (await this.#process).ask(JSON.stringify(['ask', entry, argument]), options);
  }

  /** Loads an examined module, and has it tell about its connector; undefined when the process ended before. */
  async examine(module: string, options: BareOptions): Promise<string | undefined> {
    return (await this.#process).ask(JSON.stringify(['examine', module]), options);
  }

  /** There are no more questions: it is left to end by itself, as code does that leaves nothing running. */
  async end(): Promise<void> {
    await (await this.#process).end();
  }

  /** Ends it wherever it is. */
  async close(): Promise<void> {
    await this.#process.then((running) => running.kill()).catch(() => {});
    await removeTemporary(this.dir);
  }

  async #start({ preload = [], conditions = [] }: CodeProcessOptions): Promise<BareProcess> {
    const script = join(this.dir, 'ask.mjs');
    await writeFile(script, ASK);
    const flags = ['--enable-source-maps', ...conditions.map((condition) => `--conditions=${condition}`)];
    return new BareProcess(this.dir, [...flags, script, ...preload]);
  }
}

// The answer of an entry is what it prints last while it runs, or first after it; what code prints while it loads is none. While
// code runs, nothing of this keeps the process: one that waits for ever ends. A rejection that nobody waits for ends it too.
const ASK = `
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
const lines = createInterface({ input: process.stdin });
const asked = [];
lines.on('line', (line) => asked.push(line)).on('close', () => asked.push(undefined));
const write = process.stdout.write.bind(process.stdout);
let said = [];
let hear = () => {};
process.stdout.write = (text, encoding, done) => {
  said.push(...String(text).split('\\n').filter((line) => line !== ''));
  hear();
  const called = typeof encoding === 'function' ? encoding : done;
  if (called) process.nextTick(called);
  return true;
};
const load = (file) => import(pathToFileURL(file).href);
async function tell(file) {
  const { connector, describeConnector, examineTools } = await load(file);
  if (connector?.kind !== 'connector') return { noConnector: true };
  const problems = examineTools(connector);
  const examples = Object.fromEntries(Object.values(connector.tools).map((tool) => [tool.name, tool.examples.map(({ input }) => input)]));
  return { problems, description: describeConnector(connector), examples };
}
const answers = {
  async ask(entry, argument) {
    process.argv = [process.argv[0], entry, argument];
    said = [];
    await load(entry);
    while (said.length === 0) await new Promise((resolve) => { hear = resolve; });
    return said.at(-1);
  },
  async examine(file) {
    const told = await tell(file).catch((error) => ({
      error: {
        code: error?.code,
        message: error instanceof Error ? (error.code === 'RK_DEFINITION' ? error.message : String(error)) : 'it threw ' + JSON.stringify(error),
        fix: error?.fix,
        stack: String(error?.stack ?? ''),
        problems: error?.data?.problems,
      },
    }));
    await new Promise((resolve) => setTimeout(resolve));
    return JSON.stringify(told);
  },
};
await Promise.allSettled(process.argv.slice(2).map((url) => import(url)));
for (;;) {
  process.stdin.ref();
  while (asked.length === 0) await Promise.race([once(lines, 'line'), once(lines, 'close')]);
  const line = asked.shift();
  if (line === undefined) break;
  process.stdin.unref();
  const [kind, file, argument] = JSON.parse(line);
  write(await answers[kind](file, argument) + '\\n');
}
`;
