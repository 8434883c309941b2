export const PNPM: string;
/** npx as a command line. */
export function npx(): string[];
