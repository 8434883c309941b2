import { kindOf, quoted, shown } from '../call-outcome.ts';
import { isWrite, NO_EXAMPLE, toolCheck } from '../check.ts';

export const asks = toolCheck(
  { id: 'asks', level: 'basic', title: 'asks a person before it writes, and writes nothing without a yes' },
  async ({ name, examples }, bench) => {
    if (examples.length === 0) return NO_EXAMPLE;
    const road = await bench.road();
    const mute = await road.open();
    const declining = await road.open({ approve: 'decline' });
    try {
      for (const args of examples) {
        const before = bench.writes();
        const alone = await mute.call(name, args);
        if (kindOf(alone) !== 'approval_required')
          return `where nobody can be asked it answered ${kindOf(alone) ?? 'a result'}`;
        if (!bench.connected) continue;
        const asked = declining.questions.length;
        const answer = await declining.call(name, args);
        if (bench.writes() !== before) return 'it wrote before it was approved';
        if (declining.questions.length === asked) return `with ${shown(args)} it asked nobody: ${quoted(answer)}`;
        if (kindOf(answer) !== 'approval_refused')
          return `after the refusal it answered ${kindOf(answer) ?? 'a result'}`;
      }
      return undefined;
    } finally {
      await Promise.all([mute.close(), declining.close()]);
    }
  },
  isWrite,
);
