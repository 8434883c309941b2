import type { Connector } from '../../connector/connector.ts';
import type { Source } from '../result/envelope.ts';
import type { Times } from '../result/result-times.ts';
import type { OpenConnection } from './open-connection.ts';

/** What a result says of where it comes from. */
export function sourceOf(
  connector: Connector,
  opened: OpenConnection,
  { asOf, retrievedAt, requestId }: Times & { requestId?: string | undefined },
): Source {
  return {
    connector: connector.name,
    environment: opened.environment,
    asOf,
    retrievedAt,
    ...(requestId ? { requestId } : {}),
  };
}
