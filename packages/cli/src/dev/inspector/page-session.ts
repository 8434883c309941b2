import { randomUUID } from 'node:crypto';
import type { Client, RequestOptions } from '@modelcontextprotocol/client';
import { structuredOf } from '@rolekit/sdk/serve';
import { exampleArguments } from '../../call/example-line.ts';
import type { Approval } from '../../playbook/index.ts';
import { textOf } from '../../plugin-server/client.ts';
import type { Era } from '../../plugin-server/connect.ts';
import { describeError } from '../../report.ts';
import { failedView, questionView, runningView } from './call-views.ts';
import { Form, type FormMode, type SentForm } from './form/form.ts';
import { messageView } from './log-views.ts';
import { PageServers } from './page-servers.ts';
import { append, fill, type Send } from './part.ts';
import { resultView, type ShownResult } from './result-view.ts';
import { formView, promptView, toolView } from './tool-view.ts';
import type { Callable, UsedBuild } from './used-build.ts';
import { Wire } from './wire.ts';

export interface SessionOptions {
  /** Changes the page, whatever it asked for. */
  send: Send;
  /** The last good build. */
  build(): UsedBuild | undefined;
  secrets(): readonly string[];
  onServerLog(text: string): void;
}

export interface SentCall {
  item: string;
  era: Era;
  form: SentForm;
  /** Of the page to call for, instead of that in the form. */
  cursor?: string | undefined;
}

/** What the form shows next. */
export type FormChange = 'same' | 'example' | 'empty' | FormMode;

/** A call may wait for a person. */
const MAX_CALL_MS = 900_000;

/** One open page: its servers, and the call that it makes. */
export class PageSession {
  readonly id = randomUUID();
  readonly #options: SessionOptions;
  readonly #servers: PageServers;
  #call: { signal: AbortSignal; send: Send; questions: number } | undefined;
  readonly #questions = new Map<string, (answer: Approval) => void>();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#servers = new PageServers(() => {
      const wire = new Wire('page', options.secrets);
      return {
        ask: (plan) => this.#ask(plan),
        onMessage: (from, message) => options.send(append('wire', messageView(wire.read(from, message)))),
        onStderr: options.onServerLog,
      };
    });
  }

  /** There is a newer build: what runs of others ends, after the call that runs. */
  built(): void {
    if (!this.#call) this.#servers.endOthers(this.#options.build()?.dir);
  }

  left(dir: string): Promise<void> {
    return this.#servers.left(dir);
  }

  close(): Promise<void> {
    for (const answer of this.#questions.values()) answer('cancel');
    return this.#servers.close();
  }

  /** A tool or prompt with its form, first with an example of its arguments. */
  async show(callable: Callable, sent: SentForm | undefined) {
    const form = new Form(callable.inputSchema);
    const shown = sent ?? form.holding(await this.#exampleOf(callable), 'fields');
    return callable.kind === 'tool' ? toolView(callable.entry, form, shown) : promptView(callable.prompt, form, shown);
  }

  async changeForm(callable: Callable, sent: SentForm, change: FormChange) {
    const form = new Form(callable.inputSchema);
    if (change === 'example')
      return formView(form, form.holding(await this.#exampleOf(callable), sent.mode), new Map());
    if (change === 'empty') return formView(form, form.holding({}, sent.mode), new Map());
    if (change === 'same' || change === sent.mode) return formView(form, sent, new Map());
    const { args, errors } = form.read(sent);
    // half-written JSON stays as it is
    const isUnreadable = sent.mode === 'json' && errors.has('') && Object.keys(args).length === 0;
    if (isUnreadable) return formView(form, sent, errors);
    const next = form.holding(args, change);
    if (next.mode === change) return formView(form, next, new Map());
    return formView(form, next, new Map([['', 'The form has no fields for these arguments.']]));
  }

  /** Calls a tool; what happens is sent to who asked for it. */
  async call({ item, era, form: sent, cursor }: SentCall, send: Send, signal: AbortSignal): Promise<void> {
    const build = this.#options.build();
    const callable = build?.callable(item);
    const failed = (title: string, text: string, more: { fix?: string; ms?: number } = {}) =>
      send(fill('outcome', failedView({ title, text, era, ...more })));
    if (!build || !callable) return failed('Not called', `${item} is not in the plugin now.`);
    if (this.#call) return failed('Not called', 'A call of this page runs. Cancel it first.');
    const form = new Form(callable.inputSchema);
    const { args, errors } = form.read(sent);
    if (errors.size > 0) return send({ ...fill('form', formView(form, sent, errors)), focus: true });
    send(fill('form', formView(form, sent, errors)));
    const call = { signal, send, questions: 0 };
    this.#call = call;
    const started = performance.now();
    try {
      const step = `Calling ${callable.name}`;
      send(fill('outcome', runningView(step)));
      const { client } = await this.#servers.connect(era, build);
      const shown = await answerOf(client, callable, cursor === undefined ? args : { ...args, cursor }, {
        signal,
        timeout: MAX_CALL_MS,
        onprogress: (progress) => send(fill('outcome', runningView(step, progress))),
      });
      const ms = performance.now() - started;
      send(fill('outcome', resultView({ ...shown, ms, era, questions: call.questions })));
    } catch (error) {
      const ms = performance.now() - started;
      if (signal.aborted) failed('Cancelled', 'The server was told to stop.', { ms });
      else {
        const { message, fix } = described(error);
        failed('Failed', message, { fix, ms });
      }
    } finally {
      this.#call = undefined;
      this.built();
    }
  }

  /** The person decided about a write. */
  answer(question: string, answer: Approval): void {
    this.#questions.get(question)?.(answer);
  }

  async #exampleOf({ kind, name, inputSchema }: Callable): Promise<Record<string, unknown>> {
    const examples = kind === 'tool' ? await this.#options.build()?.examples() : undefined;
    return exampleArguments(inputSchema, examples?.[name] ?? []);
  }

  async #ask(plan: string): Promise<Approval> {
    const call = this.#call;
    if (!call || call.signal.aborted) return 'cancel';
    call.questions += 1;
    const id = randomUUID();
    const answer = new Promise<Approval>((resolve) => {
      this.#questions.set(id, resolve);
      call.signal.addEventListener('abort', () => resolve('cancel'), { once: true });
    });
    call.send({ ...fill('outcome', questionView(id, plan)), focus: true });
    const decided = await answer;
    this.#questions.delete(id);
    if (!call.signal.aborted) call.send(fill('outcome', runningView(decided === 'accept' ? 'Approved' : 'Declined')));
    return decided;
  }
}

async function answerOf(
  client: Client,
  { kind, name }: Callable,
  args: Record<string, unknown>,
  options: RequestOptions,
): Promise<Omit<ShownResult, 'ms' | 'era' | 'questions'>> {
  if (kind === 'tool') {
    const result = await client.callTool({ name, arguments: args }, options);
    return { isError: result.isError === true, structured: structuredOf(result), text: textOf(result) };
  }
  const { messages } = await client.getPrompt({ name, arguments: args as Record<string, string> }, options);
  const text = messages.map(({ content }) => textOf({ content: [content] })).join('\n');
  return { isError: false, structured: { messages }, text, isPrompt: true };
}

/** An error of ours has a code and a fix; that of the protocol speaks for itself. */
function described(error: unknown): { message: string; fix: string } {
  const { code, message, fix } = describeError(error).report;
  return code === 'RK_UNEXPECTED' && error instanceof Error ? { message: error.message, fix: '' } : { message, fix };
}
