export { DEMO_TODAY, DEMO_TOMORROW } from './calendar.ts';
export { demoCompany } from './company/company.ts';
export { closeDatePushes, STAGES } from './company/deal-history.ts';
export type * from './company/types.ts';
export { DemoDataError, type DemoDataErrorCode } from './errors.ts';
export { FORECAST_STORY, MEETING_STORY, PRIORITY_STORY } from './stories.ts';
