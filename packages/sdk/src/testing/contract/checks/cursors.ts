import type { CalledTool, ScriptedHost } from '../../host.ts';
import { kindOf, quoted, shown } from '../call-outcome.ts';
import { isList, type Judgement, NO_EXAMPLE, NO_SANDBOX, toolCheck } from '../check.ts';

export const cursors = toolCheck(
  { id: 'cursors', level: 'standard', title: 'goes on for whom and what a cursor was given, and for nobody else' },
  async ({ name, examples }, bench) => {
    if (!bench.connected) return NO_SANDBOX;
    if (examples.length === 0) return NO_EXAMPLE;
    const road = await bench.road();
    const own = await road.open();
    const stranger = await road.open({ principal: 'contract:stranger' });
    try {
      return await misuseOf(name, examples, own, stranger);
    } finally {
      await Promise.all([own.close(), stranger.close()]);
    }
  },
  isList,
);

/** What a server takes a cursor for that it should refuse, in words. */
export async function misuseOf(
  name: string,
  examples: readonly Record<string, unknown>[],
  own: ScriptedHost,
  stranger: ScriptedHost,
): Promise<Judgement> {
  const refused = (answer: CalledTool, what: string) =>
    kindOf(answer) === 'invalid_request' ? undefined : `it answered ${quoted(answer)} to ${what}`;
  for (const { cursor: _, ...rest } of examples) {
    const args = { ...rest, limit: 1 };
    const { structured } = await own.call(name, args);
    const cursor = (structured.page as { next?: string } | undefined)?.next;
    if (cursor === undefined) continue;
    // its first letters are the signature
    const changed = `${cursor.startsWith('A') ? 'B' : 'A'}${cursor.slice(1)}`;
    const other = examples.find((example) => shown({ ...example, limit: 1, cursor: undefined }) !== shown(args));
    return (
      refused(await own.call(name, { ...args, cursor: changed }), 'a cursor that was changed') ??
      refused(await stranger.call(name, { ...args, cursor }), 'a cursor of another person') ??
      (other && refused(await own.call(name, { ...other, cursor }), 'a cursor of other arguments'))
    );
  }
  return { skipped: 'no example of it has a second row' };
}
