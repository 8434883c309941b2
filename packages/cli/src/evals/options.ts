import type { VerifyingRegistry } from '../registry/verifying-registry.ts';
import type { Limits } from './conversation.ts';
import type { Model } from './model/index.ts';
import type { Spending } from './spending.ts';

export interface EvalOptions {
  model: Model;
  /** Runs of each playbook, with the plugin and again without. */
  runs: number;
  /** Also run without the plugin. */
  without: boolean;
  only?: string | undefined;
  limits: Limits;
  spending: Spending;
  registry?: VerifyingRegistry | undefined;
  /** Of namespaces. */
  registries?: ReadonlyMap<string, VerifyingRegistry> | undefined;
  signal: AbortSignal;
  onStep(text: string): void;
}
