import { toolCheck } from '../check.ts';

const MIN_LENGTH = 20;
const MAX_LENGTH = 1500;
/** Seen by the model and not by the person who reads the description. */
const INVISIBLE = /[\p{Cf}\p{Co}]|[^\P{Cc}\n\t]/u;
/** The same in every list; a result says how to go on. */
const OF_LISTS = ['limit', 'cursor'];
const ORDERS =
  /\b(?:ignore (?:all |the )?(?:previous|other|above)|do not tell|without telling|always call this|<important>|system prompt)\b/i;

export const descriptions = toolCheck(
  { id: 'descriptions', level: 'basic', title: 'says what it does and when to use it' },
  ({ entry, name }, { tools }) => {
    const { title = '' } = entry.definition;
    const description = entry.definition.description.trim();
    if (description.length < MIN_LENGTH) return `its description is shorter than ${MIN_LENGTH} characters`;
    if (description.length > MAX_LENGTH) return `its description is longer than ${MAX_LENGTH} characters`;
    if (INVISIBLE.test(description)) return 'its description has characters that a person cannot see';
    if (ORDERS.test(description)) return `its description gives the model orders: "${ORDERS.exec(description)?.[0]}"`;
    if (/\b(?:TODO|FIXME|lorem ipsum)\b/i.test(description)) return 'its description is not finished';
    const words = (text: string) => new Set(text.toLowerCase().match(/[a-z0-9]+/g));
    const known = words(`${title} ${name.replaceAll('_', ' ')} a an the of to`);
    if ([...words(description)].every((word) => known.has(word))) return 'its description only repeats its title';
    const prefix = `${name.split('_')[0]}_`;
    const named = [...description.matchAll(/`([a-z0-9_]+)`/g)].map((match) => match[1] ?? '');
    const missing = named.filter((value) => value.startsWith(prefix) && !tools.some((tool) => tool.name === value));
    return missing.length > 0 ? `its description names ${missing.join(', ')}, which is no tool` : undefined;
  },
);

export const argumentsDescribed = toolCheck(
  { id: 'arguments', level: 'basic', title: 'describes each of its arguments' },
  ({ entry, tool }) => {
    const properties = Object.entries((entry.definition.inputSchema.properties ?? {}) as Record<string, object>);
    const silent = properties
      .filter(([name, schema]) => !('description' in schema) && !(tool.kind === 'list' && OF_LISTS.includes(name)))
      .map(([name]) => name);
    return silent.length > 0 ? `its arguments ${silent.join(', ')} have no description` : undefined;
  },
);
