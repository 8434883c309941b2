import { toolCheck } from '../check.ts';

export const annotations = toolCheck(
  { id: 'annotations', level: 'basic', title: 'tells hosts truly whether it reads, writes or destroys' },
  ({ access, tool, entry }) => {
    const hints = entry.definition.annotations ?? {};
    if (tool.access !== access) return `tools.json says ${access}, its code says ${tool.access}`;
    if (hints.readOnlyHint !== (access === 'read'))
      return `readOnlyHint is ${hints.readOnlyHint}, and its access is ${access}`;
    if (hints.destructiveHint !== (access === 'destructive'))
      return `destructiveHint is ${hints.destructiveHint}, and its access is ${access}`;
    return entry.definition.title?.trim() ? undefined : 'it has no title';
  },
);
