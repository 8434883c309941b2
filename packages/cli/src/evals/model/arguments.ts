import { isObject } from '@rolekit/sdk/internal';

/** The arguments of a call as a model wrote them; undefined for what is no JSON object. No text at all is no arguments. */
export function argumentsIn(given: unknown): Record<string, unknown> | undefined {
  if (given === undefined || given === '') return {};
  if (typeof given !== 'string') return isObject(given) ? given : undefined;
  try {
    const parsed: unknown = JSON.parse(given);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
