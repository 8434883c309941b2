import type { AnyTool } from '../../connector/tool.ts';
import type { WritePlan } from '../../connector/tool-call.ts';
import { RolekitError } from '../../errors.ts';
import { referenceOf } from '../plugin/problem-reference.ts';
import type { Writer } from './serving.ts';

/** What to say of an approved write that was sent and whose answer was lost; undefined when it is known to have failed. */
export function unknownWrite(writer: Writer, plan: WritePlan, error: unknown): RolekitError | undefined {
  const { name } = writer.tool;
  const known = error instanceof RolekitError && error.code !== 'RK_INTERNAL' ? error : undefined;
  if (known && !mayHaveBeenSent(known)) return undefined;
  const why = known
    ? `It was sent, and its answer ${known.data.answered === true ? 'could not be read' : 'was lost'}: ${known.message}`
    : `${name} failed unexpectedly while it was applied (${referenceOf(writer.serving, name, error)}).`;
  // a connector that put the error into words of its own knows more about it
  const own = known && known.data.perhapsWritten !== true && known.data.answered !== true;
  const reason = own ? known.message : `Nobody knows whether this was applied: ${plan.summary}. ${why}`;
  const check = `${howToLook(writer, plan)}: ${signOf(plan)}. Tell the person what you found.`;
  return new RolekitError('RK_WRITE_UNKNOWN', { reason, check }, { cause: error });
}

/** Where to see whether a write was applied: the beginning of a sentence. */
export function howToLook({ serving, tool, connector }: Writer, { before }: Pick<WritePlan, 'before'>): string {
  const served = new Set(serving.tools.listed.map(({ name }) => name));
  const readers = Object.values(connector.tools).filter(({ access, name }) => access === 'read' && served.has(name));
  const reader = readerFor(tool.name, readers, before === null);
  return reader ? `Look with \`${reader}\` first` : `Look in ${connector.title} first`;
}

/** False only where it is certain that the vendor did not do it. */
export function mayHaveBeenSent(error: RolekitError): boolean {
  for (let item: unknown = error; item instanceof RolekitError; item = item.cause)
    if (item.data.perhapsWritten === true || item.data.answered === true) return true;
  return false;
}

/** The read tool that shows what a write tool changes: names are `<connector>_<verb>_<object>`. */
function readerFor(writer: string, readers: readonly AnyTool[], isNew: boolean): string | undefined {
  const object = writer.split('_').slice(2).join('_').replace(/s$/, '');
  const rank = ({ name, kind }: AnyTool) => {
    const about = object !== '' && name.includes(`_${object}`) ? 4 : 0;
    const finds = /_(search|query|list)(_|$)/.test(name) ? 1 : 0;
    // what was new has no id yet that one could get it by
    return isNew ? finds * 5 + about : about + (kind === 'item' ? 2 : 0) + finds;
  };
  return [...readers].sort((a, b) => rank(b) - rank(a))[0]?.name;
}

const SHOWN = 3;

function signOf({ before, after }: WritePlan): string {
  if (after === null) return 'it was applied if the record is gone';
  const values = Object.entries(after).slice(0, SHOWN);
  const shown = values.map(([name, value]) => `${name}: ${JSON.stringify(value)?.slice(0, 120)}`).join(', ');
  const where = before === null ? 'there is a new record with' : 'the record now has';
  return shown === '' ? 'see whether it was applied' : `it was applied if ${where} ${shown}`;
}
