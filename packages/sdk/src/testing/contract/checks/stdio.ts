import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { listDifference } from '../../../connector/list-difference.ts';
import { connectHost } from '../../host.ts';
import { connectorCheck } from '../check.ts';
import { sameAnswers } from './same-over-transports.ts';

export const stdio = connectorCheck(
  { id: 'stdio', level: 'basic', title: 'answers from its built server, over stdio, as it answers from its source' },
  async (bench) => {
    if (bench.bundle === undefined) return { skipped: 'no built plugin was given' };
    const main = join(bench.bundle, 'server', 'main.mjs');
    if (!existsSync(main)) return `the built plugin has no ${main}`;
    const { home } = await bench.road();
    const problems: string[] = [];
    for (const folder of [bench.emptyHome, home]) {
      const transport = new StdioClientTransport({
        command: process.execPath,
        args: [main],
        env: environment(folder),
        stderr: 'pipe',
      });
      transport.stderr?.on('data', (chunk) => bench.hear('the server log', String(chunk)));
      const host = bench.listening(await connectHost(transport, { approve: 'decline' }));
      try {
        const own = bench.description.tools;
        const listed = (await host.listTools()).filter((tool) => tool.name.startsWith(`${bench.connector.name}_`));
        const difference = listDifference(listed, own);
        if (difference) problems.push(difference);
        else if (folder === home && own.every((tool) => tool.enabled)) {
          const problem = await sameAnswers(bench, { ...host, listTools: async () => listed }, true);
          if (problem) problems.push(problem);
        }
      } finally {
        await host.close();
      }
    }
    return problems[0];
  },
);

/** Nothing of the user's but what starting a process takes. */
function environment(home: string): Record<string, string> {
  const { PATH = '', SystemRoot } = process.env;
  return { HOME: home, USERPROFILE: home, PATH, ...(SystemRoot ? { SystemRoot } : {}) };
}
