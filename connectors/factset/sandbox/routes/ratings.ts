import { type CompanyData, consensusAt } from '@rolekit/demo-data';
import type { FastifyInstance } from 'fastify';
import { daysOf, estimateRoute, MAX_ESTIMATE_IDS } from '../estimate-request.ts';
import { idsOf } from '../params.ts';
import { emptyRow, type Row } from '../rows.ts';
import { findSecurity } from '../securities.ts';
import type { SandboxState } from '../state.ts';

const FIELDS = [
  'estimateDate',
  'buyCount',
  'overweightCount',
  'holdCount',
  'underweightCount',
  'sellCount',
  'ratingsNestTotal',
  'ratingsNote',
  'ratingsNoteText',
] as const;

/** Below which mean a text stands for it. */
const TEXTS = [
  [1.25, 'Buy'],
  [1.75, 'Overweight'],
  [2.25, 'Hold'],
  [2.75, 'Underweight'],
] as const;

export function registerRatings(app: FastifyInstance, state: SandboxState): void {
  estimateRoute(app, '/consensus-ratings', ['ids', 'startDate', 'endDate', 'frequency'], (params, request) => {
    const ids = idsOf(state, request, params, MAX_ESTIMATE_IDS);
    const days = daysOf(state, params);
    return ids.flatMap((id): Row[] => {
      const data = findSecurity(state.market, id);
      if (!data) return [emptyRow(id, null, FIELDS)];
      const rows = days.flatMap((day): Row[] => {
        const counts = ratingsOn(data, day);
        return counts ? [{ requestId: id, fsymId: data.company.fsymId, estimateDate: day, ...counts }] : [];
      });
      return rows.length > 0 ? rows : [emptyRow(id, data.company.fsymId, FIELDS)];
    });
  });
}

/** Analysts who raised their earnings estimate recommend buying, those who lowered it selling. */
function ratingsOn(data: CompanyData, day: string): Row | undefined {
  const year = data.estimates().years.find((period) => !period.actual);
  const consensus = year && consensusAt(data.company, year, 'EPS', day);
  if (!consensus) return undefined;
  const overweightCount = Math.floor(consensus.up / 2);
  const buyCount = consensus.up - overweightCount;
  const underweightCount = Math.floor(consensus.down / 3);
  const sellCount = Math.floor((consensus.down - underweightCount) / 3);
  const holdCount = consensus.count - buyCount - overweightCount - underweightCount - sellCount;
  const points = buyCount + overweightCount * 1.5 + holdCount * 2 + underweightCount * 2.5 + sellCount * 3;
  const ratingsNote = Number((points / consensus.count).toFixed(3));
  return {
    buyCount,
    overweightCount,
    holdCount,
    underweightCount,
    sellCount,
    ratingsNestTotal: consensus.count,
    ratingsNote,
    ratingsNoteText: TEXTS.find(([limit]) => ratingsNote < limit)?.[1] ?? 'Sell',
  };
}
