// Holds the answers of the Slack sandbox, and what the connector sends, against the description that Slack publishes. It
// is fetched and not kept:
//   node --conditions=rolekit-source e2e/specs/slack.ts <slack-api-specs>/web-api/slack_web_openapi_v2.json
import { readFileSync } from 'node:fs';
import { connectSandbox } from '@rolekit/sdk/testing';
import { startSandbox } from '../../connectors/slack/sandbox/index.ts';
import slack from '../../connectors/slack/src/index.ts';
import { stubMethods } from '../../connectors/slack/test/vendor-stub.ts';
import { problemsOf, resolved, type Schema } from './schema-conformance.ts';

/** Where the description, which is of 2021, differs from Slack's documentation of today and its client; the sandbox follows those. */
const KNOWN: readonly [problem: RegExp, why: string][] = [
  [/context_team_id is not named/, 'a channel names the workspace in whose context it is'],
  [/(?:history|replies) ok: \$\.response_metadata is not named/, 'histories are paged by cursor'],
  [/^chat\.update ok: \$\.message\.\w+ is not named/, 'an update answers the whole message'],
  [/\.edited is not named/, 'a message says when it was edited'],
];

/** Methods that came after it, and addresses that are none of them. */
const LATER = /^(\/files-pri\/|canvases\.|oauth\.v2\.user)/;

const file = process.argv[2];
if (!file) {
  console.error('Name the file slack_web_openapi_v2.json.');
  process.exit(2);
}
const root = plainSchema(JSON.parse(readFileSync(file, 'utf8'))) as Schema;
const paths = root.paths as Record<string, Record<string, Schema>>;

/** A list in `items` means any of them there, also where no list is meant, and a type `null` that there may be none. */
function plainSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainSchema);
  if (typeof value !== 'object' || value === null) return value;
  const schema = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plainSchema(inner)]));
  if (Array.isArray(schema.type))
    return plainSchema({ ...schema, type: undefined, items: schema.type.map((type) => ({ ...schema, type })) });
  if (!Array.isArray(schema.items)) return schema;
  const ways = (schema.items as Schema[]).filter(({ type }) => type !== 'null');
  const { items: _, type: __, ...rest } = schema;
  return { ...rest, anyOf: ways, ...(ways.length < schema.items.length ? { nullable: true } : {}) };
}

const tally = { answers: 0, requests: 0, undescribed: new Set<string>(), problems: new Set<string>() };

function judgeAnswer(method: string, body: Schema): void {
  const operation = Object.values(paths[`/${method}`] ?? {})[0];
  if (!operation) return void tally.undescribed.add(method);
  tally.answers += 1;
  const responses = operation.responses as Record<string, Schema>;
  const described = resolved(responses[body.ok === true ? '200' : 'default'] ?? {}, root).schema as Schema | undefined;
  for (const problem of problemsOf(body, described ?? {}, root))
    tally.problems.add(`${method} ${body.ok === true ? 'ok' : String(body.error)}: ${problem}`);
}

function judgeRequest(method: string, names: readonly string[]): void {
  const operation = Object.values(paths[`/${method}`] ?? {})[0];
  if (!operation) return void tally.undescribed.add(method);
  tally.requests += 1;
  const parameters = (operation.parameters ?? []) as { name: string; required?: boolean; in: string }[];
  for (const name of names)
    if (!parameters.some((parameter) => parameter.name === name))
      tally.problems.add(`${method} request: ${name} is not described`);
  for (const { name, required } of parameters)
    if (required && name !== 'token' && !names.includes(name))
      tally.problems.add(`${method} request: ${name} is missing`);
}

const sandbox = await startSandbox();
const token = sandbox.credentials.userToken ?? '';

async function call(method: string, args: Record<string, string> = {}, as = token): Promise<Schema> {
  const response = await fetch(`${sandbox.baseUrl}/api/${method}`, {
    method: 'POST',
    headers: as === '' ? {} : { authorization: `Bearer ${as}` },
    body: new URLSearchParams(args),
  });
  const body = (await response.json()) as Schema;
  judgeAnswer(method, body);
  return body;
}

const SALES = 'C0BM00001';
const THREAD = '1794822060.000000';
await call('auth.test');
await call('auth.test', {}, 'xoxp-wrong');
await call('auth.test', {}, '');
await call('users.list', { limit: '3' });
await call('users.info', { user: 'U0BM00004' });
await call('users.info', { user: 'U0NOBODY' });
await call('users.lookupByEmail', { email: 'maren.holt@brindlemark.example' });
await call('users.lookupByEmail', { email: 'nobody@example.com' });
await call('conversations.list', { types: 'public_channel,private_channel', limit: '3' });
await call('conversations.info', { channel: SALES, include_num_members: 'true' });
await call('conversations.info', { channel: 'C0NOWHERE' });
await call('conversations.members', { channel: SALES, limit: '3' });
await call('conversations.history', { channel: SALES, limit: '2' });
await call('conversations.history', { channel: 'C0BM00002' });
await call('conversations.history', { channel: 'C0NOWHERE' });
await call('conversations.replies', { channel: SALES, ts: THREAD });
await call('conversations.replies', { channel: SALES, ts: '1700000000.000000' });
const { ts } = await call('chat.postMessage', { channel: SALES, text: 'Hello' });
const own = { channel: SALES, ts: String(ts) };
await call('chat.postMessage', { channel: SALES, text: 'A reply', thread_ts: THREAD });
await call('chat.postMessage', { channel: SALES });
await call('chat.postMessage', { channel: 'C0NOWHERE', text: 'x' });
await call('chat.update', { ...own, text: 'Changed' });
await call('chat.update', { channel: SALES, ts: THREAD, text: 'x' });
const reaction = { channel: SALES, timestamp: String(ts), name: 'eyes' };
await call('reactions.add', reaction);
await call('reactions.add', reaction);
await call('reactions.get', { channel: SALES, timestamp: String(ts) });
await call('reactions.remove', reaction);
await call('reactions.remove', reaction);
await call('chat.delete', own);
await call('chat.delete', own);
const later = { channel: SALES, text: 'Later', post_at: String(Date.parse('2026-11-24T09:00:00Z') / 1000) };
const { scheduled_message_id: scheduled } = await call('chat.scheduleMessage', later);
await call('chat.scheduleMessage', { ...later, post_at: '1700000000' });
await call('chat.scheduledMessages.list', { limit: '2' });
await call('chat.deleteScheduledMessage', { channel: SALES, scheduled_message_id: String(scheduled) });
await call('chat.deleteScheduledMessage', { channel: SALES, scheduled_message_id: String(scheduled) });
await call('files.list', { count: '3' });
await call('files.info', { file: 'F0BM00001' });
await call('files.info', { file: 'F0NOWHERE' });
await call('search.messages', { query: 'Tarnbrook', count: '2' });
await call('oauth.v2.access', { client_id: sandbox.credentials.clientId ?? '', code: 'x', code_verifier: 'y' }, '');

// every tool of the connector once, by its own examples
const stub = await stubMethods(sandbox, {}, ({ method, names }) => judgeRequest(method, names));
const host = await connectSandbox(slack, stub.target, { approve: 'accept' });
let failed = 0;
for (const tool of Object.values(slack.tools))
  for (const { input } of tool.examples) {
    const { isError, text } = await host.call(tool.name, input as Record<string, unknown>);
    if (!isError) continue;
    failed += 1;
    console.log(`  ${tool.name} failed: ${text}`);
  }
await host.close();
await stub.close();
await sandbox.close();

const found = [...tally.problems];
const differing = found.filter((problem) => !KNOWN.some(([pattern]) => pattern.test(problem)));
for (const [pattern, why] of KNOWN)
  console.log(`known: ${why} (${found.filter((problem) => pattern.test(problem)).length})`);
const missing = [...tally.undescribed].filter((method) => !LATER.test(method));
console.log(`${tally.answers} answers and ${tally.requests} requests held against it; ${differing.length} differ`);
for (const problem of differing) console.log(`  ${problem}`);
if (tally.undescribed.size > 0) console.log(`no description of ${[...tally.undescribed].sort().join(', ')}`);
if (differing.length + missing.length + failed > 0 || tally.answers === 0) process.exitCode = 1;
