import { tokenCost } from '../../../bundle/token-cost.ts';
import { type Check, connectorCheck, toolCheck } from '../check.ts';

const ofTool = toolCheck(
  { id: 'token-cost', level: 'standard', title: 'costs a model no more than its budget' },
  ({ entry }, { budgets }) => {
    const tokens = tokenCost([entry.definition]);
    return tokens > budgets.toolTokens
      ? `it costs about ${tokens} tokens, the budget is ${budgets.toolTokens}`
      : undefined;
  },
);

const ofConnector = connectorCheck(ofTool, ({ description, budgets }) => {
  const tokens = tokenCost(description.tools.filter((tool) => tool.enabled).map((tool) => tool.definition));
  return tokens > budgets.connectorTokens
    ? `its tools cost about ${tokens} tokens, the budget is ${budgets.connectorTokens}`
    : undefined;
});

export const tokenCosts: Check = {
  ...ofTool,
  run: async (bench) => [...(await ofTool.run(bench)), ...(await ofConnector.run(bench))],
};
