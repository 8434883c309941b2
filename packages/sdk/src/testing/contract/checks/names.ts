import { toolCheck } from '../check.ts';

const READING = /^(?:get|list|search|find|query|describe|read|count|check|preview|compare|export)$/;
const CHANGING = /^(?:create|update|delete|remove|send|post|add|set|upsert|archive|cancel|merge|move|write)$/;

export const names = toolCheck(
  {
    id: 'names',
    level: 'basic',
    title: 'is named `<connector>_<verb>_<object>`, with a verb that fits what it may do',
  },
  ({ name, access }, { connector }) => {
    const [prefix, verb = ''] = name.split('_');
    if (prefix !== connector.name || !/^[a-z0-9]+(?:_[a-z0-9]+)+$/.test(name) || name.length > 64)
      return `its name is not \`${connector.name}_<verb>_<object>\`, lower case, at most 64 characters`;
    if (access === 'read' && CHANGING.test(verb)) return `"${verb}" changes data, and its access is read`;
    if (access !== 'read' && READING.test(verb)) return `"${verb}" reads, and its access is ${access}`;
    if (access !== 'destructive' && /^(?:delete|remove)$/.test(verb))
      return `"${verb}" is destructive, and its access is ${access}`;
    return undefined;
  },
);
