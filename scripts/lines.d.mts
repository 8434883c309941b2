export const BEFORE: Readonly<Record<string, number>>;
export function connectorLines(commit?: string): Record<string, number>;
export function sliceLines(): {
  shared: number;
  slices: { name: string; both: number; plain: number; rolekit: number }[];
};
export function fileLines(path: string, connection: string): { all: number; tools: Record<string, number> };
export function linesTables(): string;
