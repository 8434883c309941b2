import { RolekitError } from '@rolekit/sdk';

/** Characters that Excel keeps of one cell. */
const MAX_CELL = 32_767;

/** Control characters but tab and line feed, halves of a pair, and the two that are no characters. */
const NOT_IN_XML = /[^\P{Cc}\t\n\u0080-\u009f]|\p{Surrogate}|[\ufffe\uffff]/gu;

/**
 * A text as a cell of an Office Open XML workbook stores it (ST_Xstring, ECMA-376 part 1, 22.9.2.19): what reads like one of
 * its escapes is escaped, and so are a carriage return, which XML would turn into a line feed, and what XML cannot hold.
 *
 * @throws RK_INVALID_REQUEST for a text that is longer than a cell
 */
export function cellText(text: string): string {
  if (text.length > MAX_CELL)
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `A text that begins with \`${text.slice(0, 40)}\` has ${text.length} characters; a cell holds ${MAX_CELL}.`,
      hint: 'Shorten it.',
    });
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(NOT_IN_XML, (unit) => `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`);
}
