import { NOT_RECORDED } from './recorded-vendor.ts';
import type { Bench, ListSubject, Subject } from './test-bench.ts';
import type { Level } from './types.ts';

/**
 * A problem in words, nothing when all is well, why there is nothing to tell, or what is missing to tell it: a connector that
 * is held to `strict` must not lack it.
 */
export type Judgement = string | undefined | { skipped: string } | { missing: string };

export interface Verdict {
  of: string;
  judgement: Judgement;
}

export interface Check {
  /** Stable: waivers and reports name it. */
  readonly id: string;
  readonly level: Level;
  readonly title: string;
  run(bench: Bench): Promise<Verdict[]>;
}

interface About {
  id: string;
  level: Level;
  title: string;
}

type JudgeTool<S extends Subject = Subject> = (tool: S, bench: Bench) => Judgement | Promise<Judgement>;

/** A check of the connector as a whole. */
export function connectorCheck(about: About, judge: (bench: Bench) => Judgement | Promise<Judgement>): Check {
  return {
    ...about,
    run: async (bench) => [{ of: bench.connector.name, judgement: await judged(bench, () => judge(bench)) }],
  };
}

/** A check of each tool, one after the other. */
export function toolCheck<S extends Subject>(
  about: About,
  judge: JudgeTool<S>,
  applies: (tool: Subject) => tool is S,
): Check;
export function toolCheck(about: About, judge: JudgeTool, applies?: (tool: Subject) => boolean): Check;
export function toolCheck(about: About, judge: JudgeTool, applies: (tool: Subject) => boolean = () => true): Check {
  return {
    ...about,
    async run(bench) {
      const verdicts: Verdict[] = [];
      for (const tool of bench.tools.filter(applies)) {
        verdicts.push({ of: tool.name, judgement: await judged(bench, () => judge(tool, bench)) });
      }
      return verdicts;
    },
  };
}

/** A check of each tool that waits more than it works: several tools at once. */
export function waitingToolCheck(about: About, judge: JudgeTool, applies: (tool: Subject) => boolean): Check {
  return {
    ...about,
    run: (bench) =>
      Promise.all(
        bench.tools
          .filter(applies)
          .map(async (tool) => ({ of: tool.name, judgement: await judged(bench, () => judge(tool, bench)) })),
      ),
  };
}

export const NO_SANDBOX = { missing: 'there is no sandbox' };
const NO_VENDOR = { skipped: 'it talks to no vendor' };
// no more is said of it: `examples-given` fails
export const NO_EXAMPLE = { skipped: 'it has no example that fits its schema' };
// nor of these: `examples` fails
export const NO_ANSWER = { skipped: 'its examples are answered with errors' };
export const NO_REQUEST = { skipped: 'it sends nothing to the vendor' };

export const isRead = (tool: Subject): boolean => tool.access === 'read';
export const isWrite = (tool: Subject): boolean => tool.access !== 'read';
export const isList = (subject: Subject): subject is ListSubject => subject.tool.kind === 'list';

async function judged(bench: Bench, judge: () => Judgement | Promise<Judgement>): Promise<Judgement> {
  const before = bench.missed().length;
  try {
    const judgement = await judge();
    const [missed] = bench.missed().slice(before);
    if (typeof judgement === 'string' && missed !== undefined)
      return { skipped: `it asks for something that was not recorded: ${missed}` };
    if (judgement === NO_EXAMPLE && bench.recording) return NOT_RECORDED;
    return judgement === NO_SANDBOX && bench.vendorless ? NO_VENDOR : judgement;
  } catch (error) {
    return `the server did not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}
