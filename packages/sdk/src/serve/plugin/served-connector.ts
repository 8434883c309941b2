import type { Connector } from '../../connector/connector.ts';
import { describeConnector } from '../../connector/describe.ts';
import type { ServedConnector } from './types.ts';

/** A connector of this process, ready to be served. */
export function servedFrom(connector: Connector): ServedConnector {
  return { description: describeConnector(connector), load: async () => connector };
}
