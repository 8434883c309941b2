import type { Connector } from '../connector/connector.ts';
import type { AnyTool, WritePlan } from '../connector/tool.ts';
import { RolekitError } from '../errors.ts';
import type { PluginState } from './state.ts';

/** What to say of an approved write that was sent and whose answer was lost; undefined when it is known to have failed. */
export function unknownWrite(
  { listed }: Pick<PluginState, 'listed'>,
  tool: AnyTool,
  connector: Connector,
  plan: WritePlan,
  error: unknown,
): RolekitError | undefined {
  if (!(error instanceof RolekitError) || !mayHaveBeenSent(error)) return undefined;
  const served = new Set(listed.map(({ name }) => name));
  const readers = Object.values<AnyTool>(connector.tools).filter(
    ({ access, name }) => access === 'read' && served.has(name),
  );
  const reader = readerFor(tool.name, readers, plan.before === null);
  const how = reader ? `Look with \`${reader}\` first` : `Look in ${connector.title} first`;
  // a connector that put the error into words of its own knows more about it
  const reason =
    error.data.perhapsWritten === true
      ? `It is not known whether this was applied: ${plan.summary}. It was sent, and its answer was lost: ${error.message}`
      : error.message;
  const check = `${how}: ${signOf(plan)}. Tell the person what you found.`;
  return new RolekitError('RK_WRITE_UNKNOWN', { reason, check }, { cause: error });
}

function mayHaveBeenSent(error: RolekitError): boolean {
  for (let one: unknown = error; one instanceof RolekitError; one = one.cause)
    if (one.data.perhapsWritten === true) return true;
  return false;
}

/** The read tool that shows what a write tool changes: names are `<connector>_<verb>_<object>`. */
function readerFor(writer: string, readers: readonly AnyTool[], isNew: boolean): string | undefined {
  const object = writer.split('_').slice(2).join('_').replace(/s$/, '');
  const rank = ({ name, get }: AnyTool) => {
    const about = object !== '' && name.includes(`_${object}`) ? 4 : 0;
    const finds = /_(search|query|list)(_|$)/.test(name) ? 1 : 0;
    // what was new has no id yet that one could get it by
    return isNew ? finds * 5 + about : about + (get ? 2 : 0) + finds;
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
