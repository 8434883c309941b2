import { resolve } from 'node:path';
import { readNetwork } from '@rolekit/sdk/internal/settings';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { createSpending, type EvalReport, evaluatePlugin, renderEval } from '../../evals/index.ts';
import { endpointOf, modelAt } from '../../evals/model/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { openBuildRegistries } from '../../registry/namespace-registries.ts';
import { homeOf } from '../../rolekit-home.ts';
import { numberOption } from './number-option.ts';
import type words from './words.ts';

interface EvalResult extends EvalReport {
  model: string;
  endpoint: string;
  minPass: number;
}

const HOUR_S = 3600;

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<EvalResult> {
    const { model: name } = args;
    if (name === undefined)
      throw usageError('No model given.', 'Use --model with the name that the endpoint has for it.');
    const endpoint = endpointOf(args, context.env);
    const whole = (
      option: Parameters<typeof numberOption>[1],
      limits: { min: number; max: number; otherwise: number },
    ) => numberOption(args, option, { ...limits, whole: true }) ?? limits.otherwise;
    const runs = whole('runs', { min: 1, max: 100, otherwise: 5 });
    const limits = {
      turns: whole('max-turns', { min: 1, max: 200, otherwise: 40 }),
      timeoutMs: 1000 * whole('timeout', { min: 1, max: HOUR_S, otherwise: 600 }),
    };
    const maxTokens = whole('max-tokens', { min: 1, max: 1_000_000, otherwise: 8192 });
    const minPass = numberOption(args, 'min-pass', { min: 0, max: 1 }) ?? 0;
    const spending = createSpending(
      {
        tokens: numberOption(args, 'budget-tokens', { min: 1, max: 1e12, whole: true }),
        usd: numberOption(args, 'budget-usd', { min: 0.0001, max: 1e6 }),
      },
      pricesOf(args),
    );
    const network = await readNetwork(homeOf(context.env));
    const report = await evaluatePlugin(resolve(context.cwd, args.path), {
      model: modelAt(endpoint, { model: name, maxTokens, network }),
      runs,
      without: args.without === true,
      only: args.only,
      limits,
      spending,
      ...(await openBuildRegistries(args, context, resolve(context.cwd, args.path))),
      signal: context.signal,
      onStep: context.progress.step,
    });
    return { model: name, endpoint: endpoint.url.href, minPass, ...report };
  },
  render: renderEval,
  exitCode: ({ stopped, total, minPass }: EvalResult) =>
    stopped === undefined && total.passed.rate >= minPass ? EXIT.done : EXIT.failed,
});

function pricesOf(args: ArgsOf<typeof words>) {
  const input = numberOption(args, 'price-in', { min: 0, max: 1e6 });
  const output = numberOption(args, 'price-out', { min: 0, max: 1e6 });
  if (input === undefined && output === undefined) return undefined;
  if (input === undefined || output === undefined)
    throw usageError('One price is missing.', 'Use --price-in and --price-out together.');
  return { input, output };
}
