import { randomBytes } from 'node:crypto';
import { demoCompany, sandboxClock } from '@rolekit/demo-data';
import type { RunningSandbox, SandboxOptions } from '@rolekit/sdk/testing';
import { buildApp, type SlackApp } from './app.ts';
import { FIRST } from './call.ts';
import { idOfDemoUser } from './ids.ts';
import { BOT_USER, loadWorkspace } from './load.ts';
import { RateCounter } from './rate-counter.ts';
import { Tokens } from './tokens.ts';

export interface SlackSandboxOptions extends SandboxOptions {
  /** Log each request to stdout. @default false */
  log?: boolean;
  /** Calls of one method in a minute. @default far above Slack's, so that tests need not wait */
  perMinute?: number;
  /** Counts the app as one that is distributed outside of the Marketplace: 15 messages of history, once a minute. @default false */
  distributed?: boolean;
  /** What the tokens may do. @default all that the sandbox knows */
  scopes?: readonly string[];
  /** The app has token rotation: what a sign-in brings ends after 12 hours, and is refreshed. @default false */
  rotateTokens?: boolean;
  /** Milliseconds that the code of a sign-in is good for. @default 10 minutes */
  codeLifetime?: number;
}

export interface SlackSandbox extends RunningSandbox {
  /** Ends all tokens that rotate, as time would. */
  expireTokens(): void;
}

export { idOfDemoContact, idOfDemoUser } from './ids.ts';

const CLIENT_ID = '1000000000001.1000000000002';
const USER_TOKEN = 'xoxp-sandbox-maren-holt';
const BOT_TOKEN = 'xoxb-sandbox-app';
const SCOPES = [
  'channels:read',
  'channels:history',
  'groups:read',
  'groups:history',
  'chat:write',
  'users:read',
  'users:read.email',
  'reactions:read',
  'reactions:write',
  'files:read',
  'canvases:read',
  'canvases:write',
];
const ROWS = ['channels', 'messages', 'members', 'scheduled_messages'];

/**
 * Starts a server that speaks Slack's Web API over the demo company. What is written stays until it stops.
 *
 * @example
 * const sandbox = await startSandbox();
 * sandbox.values; // { baseUrl, token }
 * await sandbox.close();
 */
export async function startSandbox(options: SlackSandboxOptions = {}): Promise<SlackSandbox> {
  const clock = sandboxClock(options.clock);
  const now = clock.now().toISOString();
  const workspace = loadWorkspace(demoCompany(), clock);
  const scopes = options.scopes ?? SCOPES;
  const person = {
    user: idOfDemoUser('usr-04'),
    isBot: false,
    scopes: options.scopes ?? [...scopes, 'search:read'],
  };
  const tokens = new Tokens(options.rotateTokens ?? false);
  tokens.add(USER_TOKEN, person);
  tokens.add(BOT_TOKEN, { user: BOT_USER, isBot: true, scopes });
  const clientSecret = randomBytes(16).toString('hex');
  const codeLifetime = options.codeLifetime ?? 10 * 60_000;
  const slack: SlackApp = {
    workspace,
    tokens,
    oauth: { clientId: CLIENT_ID, clientSecret, codeLifetime, person },
    limits: { pageRows: options.pageRows ?? Number.POSITIVE_INFINITY, distributed: options.distributed ?? false },
    rate: new RateCounter(options.perMinute ?? 100_000),
    reads: 0,
    writes: 0,
  };
  const app = await buildApp(slack, { log: options.log ?? false });
  const address = new URL(await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 }));
  const isWildcard = address.hostname === '0.0.0.0' || address.hostname === '[::]';
  const baseUrl = `http://${isWildcard ? '127.0.0.1' : address.hostname}:${address.port}`;
  workspace.baseUrl = baseUrl;
  return {
    name: 'slack',
    baseUrl,
    environment: 'sandbox',
    now,
    credentials: { baseUrl, userToken: USER_TOKEN, botToken: BOT_TOKEN, clientId: CLIENT_ID, clientSecret },
    values: { baseUrl, token: USER_TOKEN, clientId: CLIENT_ID },
    expireTokens: () => tokens.expireAll(),
    stats: () => ({ reads: slack.reads, writes: slack.writes }),
    faults: {
      isPage: ({ path }) =>
        /\/api\/(conversations\.(list|history|replies|members)|users\.list|chat\.scheduledMessages\.list)(\?|$)/.test(
          path,
        ),
      emptyPage: (body, { path }) => emptyPage(body as Record<string, unknown>, path),
    },
    close: () => app.close(),
  };
}

/** A page without rows that leads to the one that was asked for. */
function emptyPage(body: Record<string, unknown>, path: string): Record<string, unknown> {
  const asked = new URL(path, 'http://sandbox').searchParams.get('cursor') ?? FIRST;
  const rows = ROWS.find((name) => name in body) ?? 'messages';
  return { ...body, [rows]: [], response_metadata: { next_cursor: asked } };
}
