import { parseDateTime } from '@rolekit/sdk';
import type { Cell } from './input.ts';

const TIME =
  /^(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)? ?(Z|[+-]\d{2}:?\d{2})?)?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Names of periods that sort as they read: 2026, 2026-Q2, 2026-W41, FY2026. */
const PERIOD = /^(?:FY ?)?\d{4}(?:[- ]?[QWH]\d{1,2})?$/i;

export function isMissing(cell: Cell | undefined): cell is null | undefined | '' {
  return cell === null || cell === undefined || cell === '';
}

/** Milliseconds since 1970 of a date or a time; without a zone it is UTC. */
export function timeOf(cell: Cell): number | undefined {
  const parts = typeof cell === 'string' ? TIME.exec(cell.trim()) : null;
  if (!parts) return undefined;
  const [, year, month, day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = parts;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  return parseDateTime(iso + offset);
}

/** A number, also when the warehouse sent it as text to keep its digits. */
export function numberOf(cell: Cell): number | undefined {
  const number = typeof cell === 'string' && NUMBER.test(cell.trim()) ? Number(cell) : cell;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

export function isPeriod(cell: Cell): boolean {
  return (typeof cell === 'number' && Number.isInteger(cell)) || (typeof cell === 'string' && PERIOD.test(cell.trim()));
}
