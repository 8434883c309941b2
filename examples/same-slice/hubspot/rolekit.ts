// The slice of `plain.ts` on Rolekit's SDK.
import { defineConnection, defineConnector, field, invalid, secret } from '@rolekit/sdk';
import { bearer, inBatches, retryAfterMs, unexpectedAnswer } from '@rolekit/sdk/http';
import { z } from 'zod';
import {
  CHUNK,
  type Current,
  changesOf,
  different,
  FOUND,
  limitMs,
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

const hubspot = defineConnection({
  config: {
    accessToken: secret('Of a private app.'),
    baseUrl: field(z.url().default('https://api.hubapi.com'), 'Of the API.'),
  },
  open({ config: { accessToken, baseUrl }, http }) {
    const clientOf = (calls: number, perMs: number, concurrency: number) =>
      http({
        baseUrl,
        auth: bearer(accessToken),
        policy: { rates: [{ calls, perMs }], concurrency },
        classify({ status, body, headers }) {
          const limit = limitMs(status, body);
          return limit === undefined ? undefined : { action: 'rate_limited', afterMs: retryAfterMs(headers) ?? limit };
        },
      });
    const api = clientOf(100, 10_000, 8);
    // searches have a limit of their own
    const searching = clientOf(4, 1000, 2);
    return {
      api,
      async search(input: z.output<typeof SEARCH_INPUT>, last?: string) {
        const page = await searching.query(pathOf(input.object, 'search'), FOUND, { json: searchBody(input, last) });
        const problem = problemOf(page, last);
        if (problem) throw unexpectedAnswer('hubspot', problem);
        return page;
      },
      async currentOf(type: Type, items: readonly { id: string }[], names: readonly string[]): Promise<Current> {
        const ids = items.map(({ id }) => id);
        const found = await inBatches(ids, { most: CHUNK }, async (some) => {
          const read = await api.query(pathOf(type, 'batch/read'), READ, { json: readBody(some, names) });
          return read.results;
        });
        return new Map(found.map((candidate) => [candidate.id, rowOf(candidate, names)]));
      },
    };
  },
  async test(opened) {
    const { total } = await opened.search({ object: 'companies', properties: ['name'], filterGroups: [] });
    return `${total} companies`;
  },
});

const search = hubspot.list({
  name: 'hubspot_search_objects',
  title: 'Search HubSpot objects',
  description: 'Objects by filters, ordered by id. More than one page: repeat with `cursor`.',
  input: SEARCH_INPUT,
  items: ROW,
  async handler(input, opened, { cursor }) {
    // later pages count only what is left
    const [last, all] = cursor?.split(' ') ?? [];
    const page = await opened.search(input, last);
    const total = all === undefined ? page.total : Number(all);
    return {
      items: page.results.map((result) => rowOf(result, input.properties)),
      total,
      next: page.paging?.next && `${page.results.at(-1)?.id} ${total}`,
    };
  },
});

const update = hubspot.batch({
  name: 'hubspot_update_objects',
  title: 'Update HubSpot objects',
  description: 'Changes objects of a type after a person approved. Answers an outcome for each.',
  input: UPDATE_INPUT,
  chunk: CHUNK,
  async plan(input, { currentOf }) {
    const { object, items } = input;
    const names = new Set(items.flatMap(({ properties }) => Object.keys(properties)));
    const changes = changesOf(input, await currentOf(object, items, [...names]));
    if (typeof changes === 'string') throw invalid(changes, 'Correct the items.');
    return {
      summary: `Update ${changes.length} ${object} in HubSpot`,
      items: changes.map((sent) => ({ ...sent, key: sent.id, sent })),
    };
  },
  async readBack(items, { currentOf }, { input }) {
    const changes = items.map(({ sent }) => sent);
    const names = new Set(changes.flatMap(({ after }) => Object.keys(after)));
    const current = await currentOf(input.object, changes, [...names]);
    const sides = (['before', 'after'] as const).flatMap((side) => {
      const others = different(changes, side, current);
      return changes.filter((change) => !others.includes(change)).map(({ item }) => [item, side] as const);
    });
    return new Map(sides);
  },
  async apply(items, { api }, { input }) {
    const changes = items.map(({ sent }) => sent);
    const path = pathOf(input.object, 'batch/update');
    return outcomesOf(await api.post(path, WRITTEN, { json: updateBody(changes) }), changes);
  },
});

export default defineConnector({
  name: 'hubspot',
  title: 'HubSpot',
  version: '0.1.0',
  description: 'A slice of the HubSpot connector.',
  connection: hubspot,
  tools: [search, update],
});
