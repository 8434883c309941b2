import { parseDateTime, RolekitError, recordId } from '@rolekit/sdk';
import { z } from 'zod';
import { TS } from './wire.ts';

/** Of reading tools. */
export const CHANNEL_ARG = z
  .string()
  .min(1)
  .max(100)
  .describe('Id (C…) or #name.')
  .meta({ examples: ['#sales'] });

/** Of writes, whose question shows its name. */
export const TARGET = recordId(z.string().min(1).max(100).describe('Id (C…) or #name.'), 'channel');

export const TS_ARG = z.string().regex(TS).describe('`ts` of the message.');
export const TEXT = z.string().min(1).max(12_000).describe('Slack mrkdwn; `<@U…>` mentions.');
export const EMOJI = z
  .string()
  .regex(/^[a-z0-9_+'-]+$/)
  .max(100)
  .describe('Name without colons: white_check_mark.');

/** A time of the call as Slack's seconds. @throws RK_INVALID_REQUEST */
export function secondsOf(given: string, argument: string): number {
  const ms = parseDateTime(given);
  if (ms !== undefined) return Math.floor(ms / 1000);
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: `\`${argument}\` is no time: ${given}.`,
    hint: 'Write it like 2026-11-20T09:00:00Z.',
  });
}
