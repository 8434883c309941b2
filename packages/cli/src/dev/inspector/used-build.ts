import type { ToolEntry } from '@rolekit/sdk/plugin';

/** A build with what its server is started with. */
export interface UsedBuild {
  dir: string;
  env: NodeJS.ProcessEnv;
  toolOf(name: string): ToolEntry | undefined;
}
