export { type CalendarYear, type CompsInput, calendarYear, compsInput, medianOf } from './comps-figures.ts';
export { SPLIT } from './corporate-actions.ts';
export { consensusAt, ESTIMATE_METRICS, type EstimatedPeriod } from './estimates.ts';
export { YEAR_END_CHANGE } from './fiscal.ts';
export { fxAverage, fxRate } from './fx.ts';
export { type CompanyData, demoMarket, type Figures, type Market, type Version } from './market.ts';
export { LAST_CLOSE, marketDays, PRICES_FROM } from './prices.ts';
export { RESTATEMENTS } from './restatements.ts';
export {
  AMBIGUOUS_STORY,
  CALENDAR_STORY,
  COMPS_STORY,
  RESTATEMENT_STORY,
  REVISION_STORY,
  SPLIT_STORY,
  YEAR_END_STORY,
} from './stories.ts';
export type * from './types.ts';
