import type { Connector } from '../../connector/connector.ts';
import { describeConnector } from '../../connector/describe.ts';
import { refuseOtherTools } from '../../connector/outside-connector.ts';
import type { ServedConnector } from './types.ts';

/** A connector of this process, ready to be served. @throws RK_DEFINITION where another version of the SDK made its tools */
export function servedFrom(connector: Connector): ServedConnector {
  refuseOtherTools(connector.name, connector.tools);
  return { description: describeConnector(connector), load: async () => connector };
}
