import { STAGES } from '@rolekit/demo-data';

/** The values of the org's picklists. */
export const INDUSTRIES = [
  'Energy',
  'Finance',
  'Healthcare',
  'Manufacturing',
  'Media',
  'Retail',
  'Technology',
  'Transportation',
] as const;
export const LEAD_SOURCES = ['Web', 'Referral', 'Partner', 'Trade Show', 'Outbound'] as const;
export const REGIONS = ['EMEA', 'Americas', 'APAC'] as const;
export const PRODUCTS = ['Planner', 'Control Tower', 'Forecast Suite', 'Field Mobile', 'Insight Warehouse'] as const;
export const STAGE_NAMES: readonly string[] = STAGES.map((step) => step.stage);

/** Labels and API values of the forecast categories differ: what people call Commit is stored as `Forecast`. */
export const FORECAST_CATEGORIES: Readonly<Record<string, string>> = {
  Pipeline: 'Pipeline',
  'Best Case': 'BestCase',
  Commit: 'Forecast',
  Omitted: 'Omitted',
  Closed: 'Closed',
};

/** What people read for the API values. */
export const FORECAST_LABELS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(FORECAST_CATEGORIES).map(([label, value]) => [value, label]),
);
