import { RolekitError } from '@rolekit/sdk';
import type { ComposedBundle } from '../build/index.ts';
import { CliError } from '../errors.ts';
import type { TestBench } from '../testing/bench.ts';
import type { BuiltServers } from '../testing/built-servers.ts';
import type { AccessOf, EvalCase } from './case.ts';
import { converse } from './conversation.ts';
import type { EvalOptions } from './options.ts';
import { type CaseReport, caseReport, type RunReport } from './report.ts';
import { NO_TOOLBOX, pluginToolbox, type Toolbox } from './toolbox.ts';
import { verdictOf } from './verdict.ts';

/** Where runs happen. */
export interface EvalPlace {
  bundle: ComposedBundle;
  bench: TestBench;
  servers: BuiltServers;
  accessOf: AccessOf;
}

interface CaseResult {
  report: CaseReport;
  /** Why no more runs are of use. */
  stopped?: string | undefined;
}

/**
 * All runs of one case, those without the plugin last.
 *
 * @param isLater true when there are results of other cases, which no failure of the endpoint may lose
 */
export async function runCase(
  evalCase: EvalCase,
  { bundle, bench, servers, accessOf }: EvalPlace,
  { model, runs, without, limits, spending, signal, onStep }: EvalOptions,
  isLater: boolean,
): Promise<CaseResult> {
  const server = bundle.tools.connectors.length > 0 ? await servers.connectedTo(evalCase.connected) : undefined;
  const arms: { hasPlugin: boolean; toolbox: Toolbox; runs: RunReport[] }[] = [
    { hasPlugin: true, toolbox: await pluginToolbox(bundle.files, server, evalCase.approvals), runs: [] },
  ];
  // an answer that is graded by its calls alone has nothing to compare
  if (without && evalCase.facts.length > 0) arms.push({ hasPlugin: false, toolbox: NO_TOOLBOX, runs: [] });
  const report = () => {
    const [first, second] = arms.map((arm) => arm.runs);
    return caseReport(evalCase, first ?? [], without ? second : undefined);
  };
  for (const { hasPlugin, toolbox, runs: done } of arms) {
    for (let run = 1; run <= runs; run++) {
      if (spending.isOver()) return { report: report(), stopped: 'the budget is used up' };
      onStep(`${evalCase.name}: run ${run} of ${runs} ${hasPlugin ? 'with' : 'without'} the plugin`);
      await bench.reset();
      try {
        const talk = await converse(model, toolbox, evalCase.prompt, { limits, spending, signal });
        if (talk.ended === 'budget') return { report: report(), stopped: 'the budget is used up' };
        done.push({ ...talk, ...verdictOf(evalCase, talk, { hasPlugin, accessOf }) });
      } catch (error) {
        const isFirst = !isLater && arms.every((arm) => arm.runs.length === 0);
        if (isFirst || signal.aborted || !(error instanceof RolekitError || error instanceof CliError)) throw error;
        return { report: report(), stopped: error.message };
      }
    }
  }
  return { report: report() };
}
