import type { AnyTool } from '../../connector/tool.ts';
import type { ItemResult } from '../../connector/tool-call.ts';
import type { ApprovedPlan } from './approval.ts';

/** A batch keeps its own journal and audit log. */
export type PlannedTool = AnyTool & { applyWhole?(approved: ApprovedPlan): Promise<ItemResult<unknown>> };
