/** A text as a literal that ends nowhere but at its end. */
export function quoted(text: string): string {
  const literal = JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return literal.includes("'") || literal.includes('\\"') ? literal : `'${literal.slice(1, -1)}'`;
}

/** A member's name in an object literal; `__proto__` written plainly would set the prototype. */
export function keyOf(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

/** `input.petId`, `input['pet-id']` */
export function memberOf(object: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${object}.${name}` : `${object}[${quoted(name)}]`;
}

/** Text for a comment: one line, and nothing that ends it. */
export function commentOf(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('*/', '* /').slice(0, 160);
}

/** A JSON value as a literal. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, inner]) => `${keyOf(name)}: ${literal(inner)}`);
    return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
  }
  return JSON.stringify(value) ?? 'undefined';
}
