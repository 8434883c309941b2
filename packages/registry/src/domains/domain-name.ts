import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Of a domain, so that there is room for the name of the record before it. */
const MAX_LENGTH = 240;

/**
 * A domain as DNS writes it: lower case, other letters as `xn--…`, so that two that look the same do not pass for each other.
 * Undefined for what is none: an address, a single word, a URL.
 */
export function parseDomain(text: string): string | undefined {
  if (text.length > MAX_LENGTH || /[\s/:@?#%\\[\]_*]/.test(text)) return undefined;
  const domain = domainToASCII(text.replace(/\.$/, '')).toLowerCase();
  const labels = domain.split('.');
  const isName = labels.length > 1 && labels.every((label) => LABEL.test(label));
  // the last one of digits is an address in one of its spellings
  if (!isName || domain.length > MAX_LENGTH || isIP(domain) !== 0 || /^\d/.test(labels.at(-1) ?? '')) return undefined;
  return domain;
}
