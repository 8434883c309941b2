import { listDifference } from '../../../connector/list-difference.ts';
import type { Era, ScriptedHost } from '../../host.ts';
import { essence, kindOf, quoted, shown } from '../call-outcome.ts';
import { connectorCheck } from '../check.ts';
import { openHttp } from '../http-host.ts';
import type { Bench, Subject } from '../test-bench.ts';

export const eras = connectorCheck(
  { id: 'eras', level: 'standard', title: 'answers hosts of MCP 2025-11-25 as it answers those of 2026-07-28' },
  async (bench) => {
    const road = await bench.road();
    const host = await road.open({ era: '2025-11-25', approve: 'decline' });
    try {
      return await sameAnswers(bench, host, true);
    } finally {
      await host.close();
    }
  },
);

export const http = connectorCheck(
  { id: 'http', level: 'standard', title: 'answers over HTTP as it answers over stdio' },
  async (bench) => {
    const server = await openHttp(bench, await bench.road());
    try {
      for (const era of ['2026-07-28', '2025-11-25'] as const) {
        const host = await server.open({ era, approve: 'decline' });
        try {
          const problem = await sameAnswers(bench, host, canAskOverHttp(era));
          if (problem) return `${era}: ${problem}`;
        } finally {
          await host.close();
        }
      }
      return undefined;
    } finally {
      await server.close();
    }
  },
);

// a stateless request of the older era has no way back to the person
const canAskOverHttp = (era: Era): boolean => era === '2026-07-28';

/** How a host is answered otherwise than the host of the bench: its list, the examples of reads, the refusal of writes. */
export async function sameAnswers(bench: Bench, host: ScriptedHost, canAsk: boolean): Promise<string | undefined> {
  const entries = bench.plugin().connectors.flatMap((connector) => connector.description.tools);
  const difference = listDifference(await host.listTools(), entries);
  if (difference) return difference;
  if (!bench.connected) return undefined;
  const usual = await (await bench.road()).open();
  try {
    for (const tool of bench.tools) {
      const [args] = tool.examples;
      if (!args) continue;
      const problem =
        tool.access === 'read'
          ? await sameRead(tool, args, usual, host)
          : await refused(tool, args, bench, host, canAsk);
      if (problem) return `${tool.name} with ${shown(args)} ${problem}`;
    }
    return undefined;
  } finally {
    await usual.close();
  }
}

async function sameRead(
  { name }: Subject,
  args: Record<string, unknown>,
  usual: ScriptedHost,
  host: ScriptedHost,
): Promise<string | undefined> {
  const before = await usual.call(name, args);
  const answer = await host.call(name, args);
  const after = await usual.call(name, args);
  if (answer.isError !== before.isError) return `answers ${quoted(answer)}`;
  // what changes by itself cannot be compared
  if (essence(before) !== essence(after)) return undefined;
  return essence(answer) === essence(before) ? undefined : 'answers something else';
}

async function refused(
  { name }: Subject,
  args: Record<string, unknown>,
  bench: Bench,
  host: ScriptedHost,
  canAsk: boolean,
): Promise<string | undefined> {
  const writes = bench.writes();
  const kind = kindOf(await host.call(name, args));
  if (bench.writes() !== writes) return 'writes without approval';
  const allowed = canAsk ? ['approval_refused'] : ['approval_required', 'approval_refused'];
  return allowed.includes(kind ?? '') ? undefined : `answers ${kind ?? 'a result'} to a no`;
}
