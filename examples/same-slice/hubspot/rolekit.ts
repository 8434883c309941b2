// The slice of `plain.ts` on Rolekit's SDK.
import {
  type ChunkCall,
  type ConfigOf,
  defineBatchTool,
  defineConnection,
  defineConnector,
  defineTool,
  field,
  type OpenContext,
  RolekitError,
} from '@rolekit/sdk';
import {
  bearer,
  failWith,
  type HttpResponse,
  inBatches,
  oneLine,
  parseAnswer,
  type ResponseAction,
  retryAfterMs,
  staticToken,
  unexpectedAnswer,
} from '@rolekit/sdk/http';
import { z } from 'zod';
import {
  CHUNK,
  type Change,
  type Current,
  changesOf,
  different,
  FOUND,
  limitMs,
  messageOf,
  outcomesOf,
  pathOf,
  problemOf,
  READ,
  ROW,
  readBody,
  rowOf,
  SEARCH_INPUT,
  searchBody,
  type Type,
  UPDATE_INPUT,
  updateBody,
  WRITTEN,
} from './vendor.ts';

const connector = 'HubSpot';
const config = {
  accessToken: field(z.string().min(1), {
    title: 'Access token',
    description: 'Of a private app.',
    env: 'HUBSPOT_ACCESS_TOKEN',
    secret: true,
  }),
  baseUrl: field(z.url().default('https://api.hubapi.com'), {
    title: 'Base URL',
    description: 'Of the API.',
    env: 'HUBSPOT_BASE_URL',
  }),
};

function classify({ status, body, headers }: HttpResponse): ResponseAction | undefined {
  const limit = limitMs(status, body);
  if (limit !== undefined) return { action: 'rate_limited', afterMs: retryAfterMs(headers) ?? limit };
  const reason = oneLine(messageOf(body) ?? `HTTP ${status}`);
  if (status === 403) return failWith('RK_FORBIDDEN', { connector, reason });
  if (status === 404) return failWith('RK_NOT_FOUND', { what: reason, hint: 'Check the names and ids.' });
  if (status === 409) return failWith('RK_CONFLICT', { reason });
  return status === 400 ? failWith('RK_INVALID_REQUEST', { reason, hint: 'Correct the arguments.' }) : undefined;
}

function open({ config: { accessToken, baseUrl }, http: clientOf }: OpenContext<ConfigOf<typeof config>>) {
  const options = { baseUrl, auth: bearer(staticToken(accessToken)), classify };
  const http = clientOf({ ...options, policy: { rates: [{ calls: 100, perMs: 10_000 }], concurrency: 8 } });
  // searches have a limit of their own
  const searching = clientOf({ ...options, policy: { rates: [{ calls: 4, perMs: 1000 }], concurrency: 2 } });
  return {
    async search(input: z.output<typeof SEARCH_INPUT>, last: string | undefined, signal: AbortSignal) {
      const path = pathOf(input.object, 'search');
      const request = { method: 'POST', path, json: searchBody(input, last), repeatable: true, signal } as const;
      const page = parseAnswer(connector, FOUND, (await searching.request(request)).body);
      const problem = problemOf(page, last);
      if (problem) throw unexpectedAnswer(connector, problem);
      return page;
    },
    async currentOf(
      type: Type,
      changes: readonly { id: string }[],
      names: readonly string[],
      signal: AbortSignal,
    ): Promise<Current> {
      const ids = changes.map(({ id }) => id);
      const found = await inBatches(ids, { most: CHUNK, signal }, async (some) => {
        const path = pathOf(type, 'batch/read');
        const json = readBody(some, names);
        const { body } = await http.request({ method: 'POST', path, json, repeatable: true, signal });
        return parseAnswer(connector, READ, body).results;
      });
      return new Map(found.map((candidate) => [candidate.id, rowOf(candidate, names)]));
    },
    async update(type: Type, changes: readonly Change[], signal: AbortSignal) {
      const path = pathOf(type, 'batch/update');
      const { body } = await http.request({ method: 'POST', path, json: updateBody(changes), signal });
      return outcomesOf(parseAnswer(connector, WRITTEN, body), changes);
    },
  };
}

const connection = defineConnection({
  config,
  open,
  async test(hubspot, signal) {
    const input = SEARCH_INPUT.parse({ object: 'companies', properties: ['name'] });
    return `${(await hubspot.search(input, undefined, signal)).total} companies`;
  },
});

const search = defineTool({
  connection,
  name: 'hubspot_search_objects',
  title: 'Search HubSpot objects',
  access: 'read',
  description: 'Objects by filters, ordered by id. More than one page: repeat with `cursor`.',
  input: SEARCH_INPUT,
  items: ROW,
  defaultLimit: 50,
  maxLimit: 200,
  async handler({ input, connection: hubspot, cursor, signal }) {
    // later pages count only what is left
    const [last, all] = cursor?.split(' ') ?? [];
    const page = await hubspot.search(input, last, signal);
    const total = all === undefined ? page.total : Number(all);
    return {
      items: page.results.map((result) => rowOf(result, input.properties)),
      total,
      next: page.paging?.next && `${page.results.at(-1)?.id} ${total}`,
    };
  },
});

type Chunk = ChunkCall<z.output<typeof UPDATE_INPUT>, ReturnType<typeof open>, Change>;
const changesIn = ({ items }: Chunk) => items.map(({ sent }) => sent);
const namesOf = ({ items }: z.output<typeof UPDATE_INPUT>) => [
  ...new Set(items.flatMap(({ properties }) => Object.keys(properties))),
];

/** Changes of a chunk whose objects do not have the values of one side. */
async function differentNow(call: Chunk, side: 'before' | 'after'): Promise<Change[]> {
  const { input, connection: hubspot, signal } = call;
  return different(
    changesIn(call),
    side,
    await hubspot.currentOf(input.object, changesIn(call), namesOf(input), signal),
  );
}

const update = defineBatchTool({
  connection,
  name: 'hubspot_update_objects',
  title: 'Update HubSpot objects',
  access: 'write',
  description: 'Changes objects of a type after a person approved. Answers an outcome for each.',
  input: UPDATE_INPUT,
  chunk: CHUNK,
  async plan({ input, connection: hubspot, signal }) {
    const changes = changesOf(input, await hubspot.currentOf(input.object, input.items, namesOf(input), signal));
    if (typeof changes === 'string')
      throw new RolekitError('RK_INVALID_REQUEST', { reason: changes, hint: 'Correct the items.' });
    return {
      summary: `Update ${changes.length} ${input.object} in HubSpot`,
      items: changes.map((sent) => ({ ...sent, key: sent.id, sent })),
    };
  },
  async check(call) {
    const reason = 'Changed by someone else.';
    return (await differentNow(call, 'before')).map(({ item, id }) => ({ item, id, outcome: 'failed', reason }));
  },
  apply: (call) => call.connection.update(call.input.object, changesIn(call), call.signal),
  async look(call) {
    const lost = await differentNow(call, 'after');
    const reason = 'The answer was lost; read back.';
    const found = changesIn(call).filter((change) => !lost.includes(change));
    return found.map(({ item, id }) => ({ item, id, outcome: 'done', reason }));
  },
});

export default defineConnector({
  name: 'hubspot',
  title: 'HubSpot',
  version: '0.1.0',
  description: 'A slice of the HubSpot connector.',
  connection,
  hosts: ['config:baseUrl'],
  tools: [search, update],
});
