export function repositoryUrl(env: NodeJS.ProcessEnv): string | undefined;
export function withRepository<T>(root: string, env: NodeJS.ProcessEnv, step: () => Promise<T>): Promise<T>;
