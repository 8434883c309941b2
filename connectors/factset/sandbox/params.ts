import type { MarketCurrency } from '@rolekit/demo-data';
import { parseDate, parseInteger } from '@rolekit/sdk';
import type { FastifyRequest } from 'fastify';
import { FactSetError, invalidValue, missing } from './errors.ts';
import { type SandboxState, today } from './state.ts';

/** The parameters of one request, wherever they came from: the query of a GET, or the body of a POST. */
export type Params = Readonly<Record<string, unknown>>;

const CURRENCIES: readonly string[] = ['USD', 'EUR', 'GBP', 'JPY'];

/**
 * Reads the parameters of a request.
 *
 * @param wrapped the APIs that take their body as `{ "data": … }`
 */
export function paramsOf(request: FastifyRequest, known: readonly string[], wrapped = false): Params {
  if (request.method === 'GET') return checked(request.query as Params, known);
  const { body } = request;
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new FactSetError(400, 'Malformed JSON Request');
  if (!wrapped) return checked(body as Params, known);
  const { data } = body as { data?: unknown };
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw missing('data');
  return checked(data as Params, known);
}

function checked(params: Params, known: readonly string[]): Params {
  const unknown = Object.keys(params).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new FactSetError(
      400,
      `Invalid Parameter (s): ${unknown.join(' ')}. Please modify your request to use parameters outlined in the specification for this endpoint.`,
    );
  return params;
}

/** A list: an array in a body, separated by commas in a query. */
export function listOf(params: Params, name: string): string[] {
  const value = params[name];
  const items = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  return items.map((item) => String(item).trim()).filter((item) => item !== '');
}

/** The ids of a request, not more than it may have. */
export function idsOf(state: SandboxState, request: FastifyRequest, params: Params, most: number): string[] {
  const ids = listOf(params, 'ids');
  if (ids.length === 0) throw missing('ids');
  if (ids.length > most)
    throw new FactSetError(400, `The parameter 'ids' exceeds its limit: size must be between 1 and ${most}`);
  const path = request.url.split('?')[0] ?? '';
  state.largest.set(path, Math.max(state.largest.get(path) ?? 0, ids.length));
  return ids;
}

export function oneOf<T extends string>(params: Params, name: string, allowed: readonly T[], fallback: T): T {
  const value = params[name];
  if (value === undefined || value === '') return fallback;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw invalidValue(name);
  return found;
}

/** A date in the vendor's only form, not after today. */
export function dateOf(state: SandboxState, params: Params, name: string): string | undefined {
  const value = dateText(params, name);
  if (value !== undefined && value > today(state))
    throw new FactSetError(
      400,
      "The use of future dates is not applicable in this endpoint. Please revise your request to include dates up to today's current date.",
    );
  return value;
}

export function dateText(params: Params, name: string): string | undefined {
  const value = params[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string' || parseDate(value) === undefined)
    throw new FactSetError(400, `The date parameter '${name}' must be in the following date format: YYYY-MM-DD`);
  return value;
}

export function integerOf(params: Params, name: string, fallback: number): number {
  const value = params[name];
  if (value === undefined || value === '') return fallback;
  const number = typeof value === 'string' ? parseInteger(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw invalidValue(name);
  return number;
}

/** The currency to convert to; undefined keeps each company's own. */
export function currencyOf(params: Params, local: string): MarketCurrency | undefined {
  const value = params.currency;
  if (value === undefined || value === '' || value === local) return undefined;
  if (typeof value !== 'string' || !CURRENCIES.includes(value)) throw invalidValue('currency');
  return value as MarketCurrency;
}
