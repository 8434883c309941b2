import type { ConfigField } from '../connector/description-types.ts';
import type { Change, Content } from './types.ts';

/** What somebody has to fill in who connects a plugin, and had not before. */
export function compareSettings(before: Content, after: Content): Change[] {
  const [had, has] = [settingsOf(before), settingsOf(after)];
  return [...new Set([...has.keys(), ...had.keys()])].flatMap((key): Change[] => {
    const [was, is] = [had.get(key), has.get(key)];
    if (is === undefined) return [{ change: 'removed', text: `No longer asks for ${was?.text}` }];
    if (was === undefined)
      return [{ change: 'added', text: `Asks for ${is.text}${kindOf(is.field)}: ${is.field.description}` }];
    if (was.field.required !== is.field.required)
      return [{ change: 'changed', text: `${is.text} is ${is.field.required ? 'required' : 'optional'} now` }];
    if (was.field.secret !== is.field.secret)
      return [{ change: 'changed', text: `${is.text} is ${is.field.secret ? 'kept secret' : 'no secret'} now` }];
    if (was.text === is.text && was.field.description === is.field.description) return [];
    return [{ change: 'changed', text: `${is.text} is explained otherwise: ${is.field.description}` }];
  });
}

function kindOf({ required, secret }: ConfigField): string {
  return ` (${required ? 'required' : 'optional'}${secret ? ', a secret' : ''})`;
}

function settingsOf({ tools }: Content): Map<string, { text: string; field: ConfigField }> {
  return new Map(
    tools.connectors.flatMap(({ name, title, config }) =>
      config.map((field) => [`${name}.${field.name}`, { text: `"${field.title}" of ${title}`, field }] as const),
    ),
  );
}
