import { RolekitError } from '../../errors.ts';

/**
 * A path with values in it, each encoded as one segment.
 *
 * @example
 * ```ts
 * api.get(path`/v1/stations/${id}/alert`, ALERT)
 * ```
 * @throws RK_INVALID_REQUEST for a value that would lead elsewhere: an empty one, `.` or `..`
 */
export function path(texts: TemplateStringsArray, ...values: readonly (string | number | bigint | boolean)[]): string {
  return texts.reduce((path, text, index) => path + segment(values[index - 1]) + text);
}

function segment(value: string | number | bigint | boolean | undefined): string {
  const text = String(value);
  if (text !== '' && text !== '.' && text !== '..') return encodeURIComponent(text);
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: `${JSON.stringify(text)} is no id.`,
    hint: 'Give the id of the record, as the connector’s list or search tools answer it.',
  });
}
