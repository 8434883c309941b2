import { isProjectable } from '../../../connector/tool-schemas.ts';
import type { CalledTool } from '../../host.ts';
import { kindOf, quoted, shown } from '../call-outcome.ts';
import { type Judgement, NO_EXAMPLE, NO_SANDBOX, toolCheck } from '../check.ts';

const NO_SUCH_FIELD = 'no_such_field_anywhere';

export const projection = toolCheck(
  {
    id: 'projection',
    level: 'standard',
    title: 'gives the fields that are asked for, and refuses those that there are not',
  },
  async ({ name, examples }, bench): Promise<Judgement> => {
    if (!bench.connected) return NO_SANDBOX;
    if (examples.length === 0) return NO_EXAMPLE;
    const host = await (await bench.road()).open();
    try {
      for (const args of examples) {
        const [row] = rowsOf(await host.call(name, args));
        const field = Object.keys(row ?? {})[0];
        if (field === undefined) continue;
        const answer = await host.call(name, { ...args, fields: [field] });
        if (answer.isError) return `with ${shown({ ...args, fields: [field] })} it answered ${quoted(answer)}`;
        const surplus = rowsOf(answer).flatMap((item) => Object.keys(item).filter((key) => key !== field));
        if (surplus.length > 0) return `asked for ${field}, it gives ${surplus[0]} too`;
        const unknown = await host.call(name, { ...args, fields: [NO_SUCH_FIELD] });
        return kindOf(unknown) === 'invalid_request' && unknown.text.includes(NO_SUCH_FIELD)
          ? undefined
          : `asked for an unknown field, it answered ${quoted(unknown)}`;
      }
      return { missing: 'no example of it has a row' };
    } finally {
      await host.close();
    }
  },
  ({ tool }) => isProjectable(tool),
);

function rowsOf({ structured }: CalledTool): Record<string, unknown>[] {
  const rows = Array.isArray(structured.items) ? structured.items : [structured.item];
  return rows.filter((row) => typeof row === 'object' && row !== null);
}
