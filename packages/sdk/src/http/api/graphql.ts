import { z } from 'zod';
import { RolekitError } from '../../errors.ts';
import { isObject } from '../../json-value.ts';
import type { ListPage } from '../list/page.ts';
import { byCursor, type Paging } from '../list/paging.ts';
import type { ResponseAction } from '../policy/response-action.ts';
import { byRules, errorCodes } from '../policy/response-rules.ts';
import { oneLine } from '../policy/words-of.ts';
import { parseAnswer } from '../request/parse-answer.ts';
import type { HttpResponse } from '../response.ts';
import type { Api, GraphqlListOptions, GraphqlOptions } from './api-types.ts';

const MAX_SIZE = 100;

/** What servers of GraphQL mean by the codes that most of them share. */
const CODES = {
  rate_limited: ['THROTTLED', 'RATE_LIMITED', 'RATELIMITED', 'RATE_LIMIT_EXCEEDED', 'TOO_MANY_REQUESTS'],
  refresh_then_retry: ['UNAUTHENTICATED', 'AUTHENTICATION_ERROR'],
  retry: ['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE'],
  RK_FORBIDDEN: ['FORBIDDEN', 'ACCESS_DENIED'],
  RK_NOT_FOUND: ['NOT_FOUND'],
} as const;
const RULES = [
  ...errorCodes('errors.0.extensions.code', CODES),
  ...errorCodes('errors.0.type', CODES),
  { body: { at: 'errors.0.message', is: /./ }, action: 'fail', error: 'RK_INVALID_REQUEST' } as const,
];
const PLACES = { code: 'errors.*.extensions.code' };

/** A refused mutation, as Shopify and the servers that follow it say it. */
const REFUSED = z.array(
  z.object({
    message: z.string(),
    code: z.string().nullish(),
    field: z.union([z.string(), z.array(z.string())]).nullish(),
  }),
);

/** Asks an operation. @throws what its `errors` and `userErrors` mean; RK_NOT_FOUND for a field that is null and may not be */
export async function askGraphql<S extends z.ZodType>(
  api: Api,
  at: string,
  [query, variables, schema]: [query: string, variables: object, schema: S],
  options: GraphqlOptions,
): Promise<z.output<S>> {
  const { path, json, isWrite } = operationOf(at, query);
  const request = { ...options, json: { ...json, variables }, classify: classifier(api.connector, options.classify) };
  const { data } = await (isWrite ? api.post : api.query)(path, z.object({ data: z.unknown() }), request);
  const missing = isWrite ? undefined : missingIn(schema, data);
  if (missing !== undefined)
    throw new RolekitError('RK_NOT_FOUND', {
      what: `What was asked for (the answer of ${api.connector} has null at data.${missing})`,
      hint: 'Check the id or name.',
    });
  return parseAnswer(api.connector, schema, data, 'the `data` of its answer');
}

/** One page of a connection of Relay. */
export function listGraphql<S extends z.ZodType, Row>(
  api: Api,
  at: string,
  [query, variables, schema]: [query: string, variables: object, schema: S],
  { at: place, rows = 'nodes', maxSize = MAX_SIZE, ...options }: GraphqlListOptions<z.output<S>, Row>,
): Promise<ListPage<Row>> {
  const { path, json } = operationOf(at, query);
  const connection = `data.${place}`;
  const paging: Paging = {
    ...byCursor({
      at: `${connection}.pageInfo.endCursor`,
      more: `${connection}.pageInfo.hasNextPage`,
      total: `${connection}.totalCount`,
      param: 'after',
    }),
    ask: (after, limit) => ({ json: { variables: { ...variables, first: Math.min(limit, maxSize), after } } }),
  };
  return api.list<S, Row>(path, schema, {
    ...options,
    method: 'POST',
    json,
    rows: `${connection}.${rows}`,
    paging,
    classify: classifier(api.connector, options.classify),
  });
}

/** Its name stands in the path, where traces and tests tell requests apart; servers do not read it. */
function operationOf(at: string, query: string) {
  // a word `mutation` anywhere: what is taken for a write is only sent less often
  const isWrite = /\bmutation\b/.test(query);
  const [, name] = /\b(?:query|mutation)\s+(\w+)/.exec(query) ?? [];
  if (name === undefined) return { path: at, json: { query }, isWrite };
  return { path: `${at}?operation=${name}`, json: { query, operationName: name }, isWrite };
}

type Classify = (response: HttpResponse) => ResponseAction | undefined;

function classifier(connector: string, own: Classify | undefined): Classify {
  return (response) => own?.(response) ?? actionOf(connector, response);
}

function actionOf(connector: string, response: HttpResponse): ResponseAction | undefined {
  // other statuses say more than the errors beside them
  if (response.status >= 300 && response.status !== 400 && response.status !== 422) return undefined;
  const action = byRules(RULES, connector, response, PLACES);
  // it began, and nobody knows how far it came
  if (action?.action === 'retry') return { ...action, perhapsDone: true };
  return action ?? refusalOf(connector, response.body);
}

function refusalOf(connector: string, body: unknown): ResponseAction | undefined {
  const data = isObject(body) && isObject(body.data) ? Object.values(body.data) : [];
  const errors = data
    .filter(isObject)
    .flatMap((payload) => Object.entries(payload).filter(([name]) => /userErrors$/i.test(name)))
    .flatMap(([, value]) => REFUSED.safeParse(value).data ?? []);
  const [first] = errors;
  if (!first) return undefined;
  const words = oneLine(errors.map(({ message }) => message).join(' '));
  const fields = errors.flatMap(({ field }) => [field ?? []].flat().at(-1) ?? []);
  const facts = {
    vendorMessage: words,
    ...(typeof first.code === 'string' ? { vendorCode: first.code } : {}),
    ...(fields.length > 0 ? { fields } : {}),
  };
  const isMissing = first.code === 'NOT_FOUND';
  const error = isMissing
    ? new RolekitError('RK_NOT_FOUND', {
        what: `What was asked for (${words})`,
        hint: 'Check the id or name.',
        ...facts,
      })
    : new RolekitError('RK_INVALID_REQUEST', {
        reason: `${connector} refused: ${words}`,
        hint: 'Correct what it names.',
        ...facts,
      });
  return { action: 'fail', error };
}

/** A field of `data` that is null where the schema takes no null: how GraphQL answers for an id that there is not. */
function missingIn(schema: z.ZodType, data: unknown): string | undefined {
  if (!isObject(data)) return undefined;
  const { error } = schema.safeParse(data);
  const at = error?.issues.find(({ path: [name], path }) => path.length === 1 && data[String(name)] === null);
  return at && String(at.path[0]);
}
