import type { CompanyData, MarketCurrency } from '@rolekit/demo-data';
import { fxRate } from '@rolekit/demo-data';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answer } from './batch-jobs.ts';
import { type Params, paramsOf } from './params.ts';
import type { Row } from './rows.ts';
import type { SandboxState } from './state.ts';

export const PRICES_BASE = '/content/factset-global-prices/v1';

/** What a request asks for, ready to be produced now or in a job. */
export interface Prepared {
  batch: boolean;
  produce(): Row[];
}

/** Registers one address for both methods. @param wrapped whether the body is `{ "data": … }` */
export function priceRoute(
  app: FastifyInstance,
  state: SandboxState,
  path: string,
  known: readonly string[],
  prepare: (params: Params, request: FastifyRequest) => Prepared,
  wrapped = false,
): void {
  const handler = (request: FastifyRequest, reply: FastifyReply) => {
    const { batch, produce } = prepare(paramsOf(request, known, wrapped), request);
    return answer(state, reply, PRICES_BASE, batch, produce);
  };
  app.get(`${PRICES_BASE}${path}`, handler);
  app.post(`${PRICES_BASE}${path}`, handler);
}

/** What prices of a company are multiplied with on a day. */
export function rateOn({ company }: CompanyData, currency: MarketCurrency | undefined, date: string): number {
  return currency ? fxRate(company.currency, currency, date) : 1;
}
