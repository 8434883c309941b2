export function freshPages(): Promise<Map<string, string>>;
export function stalePages(): Promise<[path: string, text: string][]>;
export function pagePaths(folder?: string): string[];
export function readPage(path: string): string;
export function withSnippets(page: string): string;
