export const FINDING_CODES: Record<string, [meaning: string, fix: string]>;
export function codesIn(files: Iterable<readonly [path: string, text: string]>): string[];
