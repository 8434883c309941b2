import { connectHttpRaw, connectPeople, connectRaw, type RawClient } from '../../raw-client.ts';
import { type Check, isWrite, type Judgement, NO_EXAMPLE, NO_SANDBOX, toolCheck } from '../check.ts';
import type { Bench, Road, Subject } from '../test-bench.ts';
import { ask, isRefused, misuse, send, type Victim, YES } from './misuse.ts';
import { expiredOlder, misuseOlder } from './misuse-2025.ts';

/** A check of what a client may do with questions and answers; each needs a vendor that counts, and an example. */
function approvalCheck(
  about: { id: string; title: string },
  judge: (tool: Subject, bench: Bench, args: Record<string, unknown>) => Promise<Judgement>,
): Check {
  return toolCheck(
    { ...about, level: 'standard' },
    async (tool, bench) => {
      if (!bench.sandbox) return NO_SANDBOX;
      const [args] = tool.examples;
      return args ? judge(tool, bench, args) : NO_EXAMPLE;
    },
    isWrite,
  );
}

export const approval = approvalCheck(
  { id: 'approval', title: 'writes once for one yes: no replay, no other arguments, no answer without its question' },
  async (tool, bench, args) => {
    const road = await bench.road();
    return withClient(await connectRaw(bench.plugin(), bench.serving({ home: road.home })), (raw) =>
      misuse({ tool, bench, raw, args, writes: road.writes }),
    );
  },
);

/** On a sandbox of its own: what was written once, such as a deletion, cannot be written again. */
const onFreshRoad = async (bench: Bench, judge: (road: Road) => Promise<Judgement>): Promise<Judgement> => {
  const road = await bench.freshRoad();
  try {
    return await judge(road);
  } finally {
    await road.close();
  }
};

const approvalHttp = approvalCheck(
  { id: 'approval/http', title: 'writes once for one yes over HTTP, where each message is a request of its own' },
  (tool, bench, args) =>
    onFreshRoad(bench, async ({ home, writes }) =>
      withClient(await connectHttpRaw(bench.plugin(), bench.serving({ home })), (raw) =>
        misuse({ tool, bench, raw, args, writes }),
      ),
    ),
);

const approvalOlder = approvalCheck(
  { id: 'approval/older-hosts', title: 'writes once for one yes of a host of MCP 2025-11-25' },
  (tool, bench, args) => onFreshRoad(bench, (road) => misuseOlder(tool, bench, args, road)),
);

const approvalExpired = approvalCheck(
  { id: 'approval/expired', title: 'takes no yes that comes too late' },
  async (tool, bench, args) => {
    const { home, writes } = await bench.road();
    // its questions are over as soon as they are asked
    const late = bench.serving({ home, approvalMs: -1 });
    return (
      (await withClient(await connectRaw(bench.plugin(), late), (raw) =>
        refusesLate({ tool, bench, raw, args, writes }),
      )) ??
      (await withClient(await connectHttpRaw(bench.plugin(), late), (raw) =>
        refusesLate({ tool, bench, raw, args, writes }),
      )) ??
      (await expiredOlder(tool, bench, args, late, writes))
    );
  },
);

const approvalStranger = approvalCheck(
  { id: 'approval/stranger', title: 'takes no yes of another person than the one who asked for the change' },
  async (tool, bench, args) => {
    const { home, writes } = await bench.road();
    const people = await connectPeople(bench.plugin(), bench.serving({ home }));
    try {
      const of = (person: string): Victim => ({ tool, bench, raw: people.as(person), args, writes });
      return await refusesStranger(of('contract-ann'), of('contract-bob'));
    } finally {
      await people.close();
    }
  },
);

/** What happens to a yes whose time is over. */
export async function refusesLate(victim: Victim): Promise<string | undefined> {
  const before = victim.writes();
  const state = await ask(victim);
  if (state === undefined) return 'it asked nobody';
  const answer = await send(victim, victim.args, { ...YES, requestState: state });
  if (victim.writes() !== before) return 'it wrote for a yes that came too late';
  return isRefused(answer) ? undefined : 'it answered a result for a yes that came too late';
}

/** What happens to a yes that somebody else brings, and to one brought after that. */
export async function refusesStranger(own: Victim, stranger: Victim): Promise<string | undefined> {
  const before = own.writes();
  const requestState = await ask(own);
  if (requestState === undefined) return 'it asked nobody';
  const answer = await send(stranger, own.args, { ...YES, requestState });
  if (own.writes() !== before) return 'it wrote for the yes of another person';
  if (!isRefused(answer)) return 'it accepted the yes of another person';
  // the state is in foreign hands: it must be over for everybody
  const late = await send(own, own.args, { ...YES, requestState });
  if (own.writes() !== before || !isRefused(late)) return 'it wrote for a state that another person had';
  return undefined;
}

async function withClient(raw: RawClient, judge: (raw: RawClient) => Promise<Judgement>): Promise<Judgement> {
  try {
    return await judge(raw);
  } finally {
    await raw.close();
  }
}

/** In the order in which they run. */
export const approvals: readonly Check[] = [approvalExpired, approvalStranger, approval, approvalHttp, approvalOlder];
