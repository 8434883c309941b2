import { AMERICAS_APAC_TALKS } from './americas-apac-deals.ts';
import { EMEA_TALKS } from './emea-deals.ts';
import { MAREN_TALKS } from './maren-deals.ts';

export { DEALS_CANVAS, MANAGERS_TALK, SALES_TALK, WAITING } from './sales-channel.ts';
export { SHARED_CHANNEL_NAMES, SHARED_TALKS } from './shared-channels.ts';
export { CHAT_STORY } from './story.ts';
export type * from './types.ts';
export { TIME_ZONES } from './zones.ts';

/** One channel for each account whose deals are talked about. */
export const DEAL_TALKS = [...EMEA_TALKS, ...AMERICAS_APAC_TALKS, ...MAREN_TALKS];
