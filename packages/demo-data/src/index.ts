export { DEMO_TODAY, DEMO_TOMORROW } from './calendar.ts';
export { demoCompany } from './company/company.ts';
export { closeDatePushes, STAGES } from './company/deal-history.ts';
export type * from './company/types.ts';
export { DemoDataError, type DemoDataErrorCode } from './errors.ts';
export { FORECAST_STORY, MEETING_STORY, PRIORITY_STORY } from './stories.ts';
export {
  type BuyingAccount,
  buyingAccounts,
  DUPLICATED_LOAD_STORY,
  dayDate,
  dayNumber,
  NO_DATE,
  PRICE_CHANGE_STORY,
  TRACKING_OUTAGE_STORY,
  valueAt,
  WAREHOUSE_FROM,
  WAREHOUSE_TO,
  type WarehouseColumn,
  type WarehouseTable,
  warehouseEvents,
  warehouseOrders,
  warehouseSubscriptions,
} from './warehouse/index.ts';
