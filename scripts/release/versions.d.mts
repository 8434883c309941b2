/** The files that change. */
export function followVersions(root: string, options?: { write?: boolean }): string[];
