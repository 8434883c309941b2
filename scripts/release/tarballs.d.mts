export function tarballProblems(root: string, folder: string, env: NodeJS.ProcessEnv): string[];
export function dependencyProblems(
  manifest: { dependencies?: Record<string, string>; peerDependencies?: Record<string, string> },
  versions: ReadonlyMap<string, string>,
): string[];
