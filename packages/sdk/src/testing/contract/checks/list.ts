import { describeConnector } from '../../../connector/describe.ts';
import { listDifference } from '../../../connector/list-difference.ts';
import { connectInMemory } from '../../in-memory.ts';
import { connectorCheck } from '../check.ts';

export const list = connectorCheck(
  { id: 'list', level: 'basic', title: 'lists exactly the tools that it describes, without any settings' },
  async (bench) => {
    const host = await connectInMemory(bench.plugin(false), bench.serving({}));
    try {
      const code = describeConnector(bench.connector);
      const drifted = bench.description.tools.filter(
        (entry) => code.tools.find((tool) => tool.definition.name === entry.definition.name)?.digest !== entry.digest,
      );
      if (drifted.length > 0)
        return `described otherwise than its code has it: ${drifted.map((entry) => entry.definition.name).join(', ')}`;
      return listDifference(await host.listTools(), bench.description.tools);
    } finally {
      await host.close();
    }
  },
);
