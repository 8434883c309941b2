import type { ToolDefinition } from '../connector/description-types.ts';

/** Estimated tokens that a list of tools costs a model: a quarter of the characters of what a host puts before it. */
export function tokenCost(tools: readonly Pick<ToolDefinition, 'name' | 'description' | 'inputSchema'>[]): number {
  const characters = tools.reduce((sum, { name, description, inputSchema }) => {
    return sum + JSON.stringify({ name, description, inputSchema }).length;
  }, 0);
  return Math.ceil(characters / 4);
}
