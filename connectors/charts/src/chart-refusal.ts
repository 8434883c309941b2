import { RolekitError } from '@rolekit/sdk';

/** A chart that cannot be drawn as asked: what is wrong with the data, and what to send instead. */
export function refuse(reason: string, hint: string): RolekitError {
  return new RolekitError('RK_INVALID_REQUEST', { reason, hint });
}
