import { type RolekitError, withData } from '../../errors.ts';
import { parseHttpDate } from '../../parse-values.ts';

/** Less than that is time on the way, or what every vendor puts up with. */
const TOLERATED_MS = 60_000;

/** Says beside a refusal of credentials that the clock of this machine is wrong: what it signs is too old or not good yet. */
export function withClock(error: RolekitError, headers: Headers, now = Date.now()): RolekitError {
  const theirs = parseHttpDate(headers.get('date') ?? '');
  if (error.code !== 'RK_AUTH_EXPIRED' || theirs === undefined) return error;
  const ahead = now - theirs;
  if (Math.abs(ahead) < TOLERATED_MS) return error;
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  const much = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  const note = `the clock of this machine is ${much} ${ahead > 0 ? 'ahead' : 'behind'}: set it right first`;
  return withData(error, { reason: `${error.data.reason} (${note})` });
}
