import type { ToolEntry } from '@rolekit/sdk/plugin';

/** A build with what its server is started with. */
export interface UsedBuild {
  dir: string;
  env: NodeJS.ProcessEnv;
  /** Inputs with which its author tries each tool; they are read from the code when they are first asked for. */
  examples(): Promise<Readonly<Record<string, readonly unknown[]>>>;
  toolOf(name: string): ToolEntry | undefined;
}
