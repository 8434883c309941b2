import { CliError, usageError } from '../errors.ts';

/** @throws RK_USAGE */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw usageError(`\`--port ${text}\` is not a port.`, 'Use a number from 0 to 65535; 0 takes a free one.');
}

/** True for the error of a `listen` on a port that another process has. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** What a failed `listen` is told as. */
export function portTaken(error: unknown, port: number, host: string): unknown {
  return isPortTaken(error) ? new CliError('RK_PORT_TAKEN', { port, host }, { cause: error }) : error;
}
