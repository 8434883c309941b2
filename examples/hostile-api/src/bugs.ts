import type { HostileOptions } from '../sandbox/index.ts';

/** A mistake that connectors make, and the check of the contract suite that names it. */
export interface Bug {
  id: string;
  /** What the connector does wrong. */
  what: string;
  /** Where it was seen; empty for one that any first draft has. */
  seen?: string;
  caught: string;
  /** Checks that cannot but fail with it. */
  also?: readonly string[];
  /** What the vendor does for it to show. */
  vendor?: HostileOptions;
}

const APPROVALS = [
  'approval',
  'approval/http',
  'approval/older-hosts',
  'approval/expired',
  'approval/stranger',
] as const;

/** Every mistake that can be switched on in this connector, each with the check that must catch it. */
export const BUGS = [
  { id: 'drifted', what: 'describes a tool otherwise than its code has it', caught: 'list' },
  { id: 'odd-verb', what: 'calls a tool that reads "delete"', seen: 'wrong hints suppress prompts', caught: 'names' },
  { id: 'false-access', what: 'says in its description that a write reads', caught: 'annotations', also: ['list'] },
  {
    id: 'huge-schema',
    what: 'describes hundreds of result fields',
    seen: 'describe of 5,200 tokens',
    caught: 'schemas',
  },
  { id: 'title-again', what: 'repeats the title as the description', caught: 'descriptions' },
  {
    id: 'hidden-orders',
    what: 'gives the model orders in a description',
    seen: 'tool poisoning',
    caught: 'descriptions',
  },
  { id: 'silent-argument', what: 'describes no argument', caught: 'arguments' },
  {
    id: 'long-winded',
    what: 'spends thousands of tokens on one tool',
    seen: 'tool lists of 67,300 tokens',
    caught: 'token-cost',
  },
  {
    id: 'own-greeting',
    what: 'answers "forbidden" where it has no settings',
    seen: 'sign-in done, connector dead',
    caught: 'not-connected',
  },
  {
    id: 'swallows-typos',
    what: 'ignores arguments that it does not know',
    caught: 'unknown-argument',
  },
  { id: 'no-example', what: 'has no example', caught: 'examples-given' },
  { id: 'stale-example', what: 'has an example that its schema refuses', caught: 'examples-fit' },
  {
    id: 'dead-example',
    what: 'has an example of a thing that does not exist',
    caught: 'examples',
    also: ['recovers', 'clock-skew'],
  },
  {
    id: 'huge-thing',
    what: 'answers one thing that is larger than any result may be',
    seen: 'clickhouse#223, dbt-mcp#178',
    caught: 'examples',
    also: ['recovers', 'clock-skew'],
  },
  {
    id: 'old-choice',
    what: 'offers a choice that the vendor no longer has',
    seen: 'the schema works, every query fails: claude-ai-mcp#329',
    caught: 'choices',
  },
  {
    id: 'extra-column',
    what: 'answers fields that its schema does not name',
    caught: 'output',
    also: ['generated-input', 'eras', 'http'],
  },
  {
    id: 'first-page-only',
    what: 'gives the first page as if it were all',
    seen: 'metabase#82850, dbhub#403',
    caught: 'pagination',
  },
  {
    id: 'same-page',
    what: 'ignores the cursor',
    seen: 'no continuation in vendors’ tools',
    caught: 'pagination',
    also: ['repeated-pages'],
  },
  {
    id: 'loses-rows',
    what: 'believes that the vendor keeps the limit',
    seen: 'lightdash#27824',
    caught: 'pagination',
    also: ['empty-pages', 'repeated-pages', 'kept-rows'],
  },
  { id: 'ends-at-empty', what: 'takes a page without rows for the end', caught: 'empty-pages' },
  { id: 'nameless-rows', what: 'gives rows as values without the names of their fields', caught: 'projection' },
  {
    id: 'counts-pages',
    what: 'counts pages by their number, and lets their size change',
    caught: 'kept-rows',
  },
  { id: 'false-file', what: 'serves a page for people as a PDF', caught: 'result-files' },
  { id: 'marks-seen', what: 'marks orders as seen when it lists them', caught: 'read-only', also: ['generated-input'] },
  {
    id: 'model-confirms',
    what: 'lets the model confirm a change by an argument of a read',
    seen: 'churnkey/sdk#46',
    caught: 'read-only',
    also: ['generated-input'],
  },
  {
    id: 'writes-first',
    what: 'writes while it plans',
    caught: 'asks',
    also: [...APPROVALS, 'generated-input', 'eras', 'http'],
  },
  {
    id: 'says-done',
    what: 'says that it wrote, and did not',
    caught: 'approval',
    also: ['approval/http', 'approval/older-hosts', 'write-once'],
  },
  { id: 'bare-id', what: 'asks about an id, and does not say what it stands for', caught: 'approval/names' },
  { id: 'sends-twice', what: 'sends a lost create again', caught: 'write-once' },
  { id: 'lost-is-done', what: 'says that a create whose answer was lost is done', caught: 'write-once' },
  { id: 'lost-is-failed', what: 'says that a create whose answer was lost failed', caught: 'write-once' },
  {
    id: 'text-as-pattern',
    what: 'makes a pattern of the words that it is given',
    caught: 'generated-input',
  },
  {
    id: 'prototype-lookup',
    what: 'looks ids up in a plain object',
    caught: 'hostile-input',
  },
  {
    id: 'limit-is-invalid',
    what: 'calls a rate limit a bad request',
    seen: 'zeroclaw#1839',
    caught: 'errors/rate-limited',
    also: ['recovers'],
  },
  { id: 'down-is-missing', what: 'calls a vendor that is down "not found"', caught: 'errors/unavailable' },
  { id: 'page-is-empty', what: 'takes a page for people for an empty list', caught: 'errors/broken-answer' },
  {
    id: 'reads-blindly',
    what: 'takes an answer of another version of the API for an empty list',
    seen: 'tableau-mcp#215',
    caught: 'errors/changed-answer',
  },
  { id: 'expired-is-forbidden', what: 'calls an expired token "forbidden"', caught: 'errors/auth-expired' },
  {
    id: 'dead-after-sign-in',
    what: 'says only that something went wrong when a token that was just given is refused',
    seen: 'claude-ai-mcp#184',
    caught: 'errors/auth-expired',
  },
  { id: 'forbidden-is-missing', what: 'calls a refusal "not found"', caught: 'errors/forbidden' },
  { id: 'missing-is-down', what: 'calls a missing thing an outage', caught: 'errors/not-found' },
  { id: 'redirect-is-empty', what: 'takes a redirect for an empty list', caught: 'errors/redirect' },
  {
    id: 'late-is-empty',
    what: 'takes a call that ran out of time for an empty list',
    seen: 'clickhouse#223',
    caught: 'errors/timeout',
  },
  {
    id: 'sign-in-is-forbidden',
    what: 'calls a sign-in that is down "forbidden"',
    seen: 'airbyte#23767',
    caught: 'errors/sign-in',
  },
  { id: 'no-refresh', what: 'gives up when a token expires in the middle', seen: 'airbyte#12986', caught: 'recovers' },
  { id: 'trusts-clock', what: 'refuses answers whose clock is not its own', caught: 'clock-skew' },
  { id: 'goes-on', what: 'lets the vendor’s query run after a cancel', caught: 'cancel' },
  {
    id: 'shared-state',
    what: 'keeps the arguments of a call where the next one finds them',
    caught: 'parallel',
  },
  {
    id: 'session-per-call',
    what: 'signs in for each call, where the vendor keeps one session',
    seen: 'tableau-mcp#70, server-client-python#717',
    caught: 'parallel',
    vendor: { oneSession: true },
  },
  { id: 'shows-secret', what: 'puts its secret into a link', caught: 'secrets' },
  { id: 'secret-in-file', what: 'puts its secret into a file', caught: 'secrets' },
  { id: 'secret-in-progress', what: 'says its secret while it works', caught: 'secrets' },
  { id: 'secret-in-log', what: 'logs its secret for the host', caught: 'secrets' },
  { id: 'secret-in-audit', what: 'leaves its secret in the audit log', caught: 'secrets' },
] as const satisfies readonly Bug[];

export type BugId = (typeof BUGS)[number]['id'];

/** What users of MCP connectors report most, and the mistakes here that stand for it; the SDK answers for the rest. */
export const REPORTED: readonly { what: string; bugs: readonly BugId[]; sdk?: string }[] = [
  {
    what: 'signed in, and the connector is dead',
    bugs: ['own-greeting', 'sign-in-is-forbidden', 'dead-after-sign-in'],
  },
  {
    what: 'no dynamic client registration',
    bugs: [],
    sdk: 'takes clients that were registered before, and never makes one up',
  },
  {
    what: 'results that flood the context',
    bugs: ['huge-schema', 'huge-thing'],
    sdk: 'cuts rows to limit and budget, also those that a handler gives beyond them',
  },
  { what: 'silent truncation', bugs: ['first-page-only', 'loses-rows', 'ends-at-empty'] },
  { what: 'no way to the next page', bugs: ['same-page'] },
  { what: 'tool lists that eat the context', bugs: ['long-winded', 'huge-schema', 'title-again'] },
  {
    what: 'wrong names: the schema works, every query fails',
    bugs: ['old-choice', 'dead-example', 'stale-example', 'drifted'],
  },
  {
    what: 'writes without a person',
    bugs: [
      'model-confirms',
      'writes-first',
      'false-access',
      'odd-verb',
      'says-done',
      'bare-id',
      'sends-twice',
      'lost-is-done',
      'lost-is-failed',
    ],
  },
  { what: 'sessions that parallel calls share', bugs: ['session-per-call', 'shared-state', 'no-refresh'] },
  {
    what: 'a vendor that changed its version',
    bugs: ['reads-blindly', 'extra-column', 'swallows-typos', 'page-is-empty'],
  },
  { what: 'rate limits that are not waited for', bugs: ['limit-is-invalid'] },
  { what: 'reads that write', bugs: ['marks-seen', 'false-access'] },
  { what: 'secrets and orders in what a model reads', bugs: ['shows-secret', 'secret-in-file', 'hidden-orders'] },
];
