export { type BuyingAccount, buyingAccounts, WAREHOUSE_FROM, WAREHOUSE_TO } from './customers.ts';
export { buildEvents as warehouseEvents } from './events.ts';
export { buildOrders as warehouseOrders } from './orders.ts';
export { DUPLICATED_LOAD_STORY, PRICE_CHANGE_STORY, TRACKING_OUTAGE_STORY } from './stories.ts';
export { buildSubscriptions as warehouseSubscriptions } from './subscriptions.ts';
export { dayDate, dayNumber, NO_DATE, valueAt, type WarehouseColumn, type WarehouseTable } from './table.ts';
