import { isRead, NO_EXAMPLE, NO_SANDBOX, toolCheck } from '../check.ts';
import { choicesOf, validInputs } from '../generate.ts';

export const readOnly = toolCheck(
  { id: 'read-only', level: 'standard', title: 'changes nothing, as the sandbox counts' },
  async (tool, bench) => {
    if (!bench.sandbox) return NO_SANDBOX;
    const flags = choicesOf(tool).filter(({ value }) => value === true);
    const inputs = [
      ...tool.examples,
      // whatever says yes: a model says it for a person
      ...flags.map(({ name, value }) => ({ ...tool.examples[0], [name]: value })).filter(tool.takes),
      ...(await validInputs(tool, bench.seed + 1, 5)),
    ];
    if (inputs.length === 0) return NO_EXAMPLE;
    const host = await (await bench.road()).open();
    const before = bench.writes();
    try {
      for (const args of inputs) await host.call(tool.name, args);
    } finally {
      await host.close();
    }
    const changes = bench.writes() - before;
    return changes === 0 ? undefined : `it reads, and the sandbox counted ${changes} change${changes === 1 ? '' : 's'}`;
  },
  isRead,
);
