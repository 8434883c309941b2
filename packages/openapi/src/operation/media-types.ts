import type { Spec } from '../description/spec.ts';
import type { SpecNode } from '../description/spec-node.ts';

/** Of Swagger 2.0: the media types of an operation, or of all. */
export function mediaTypesOf(spec: Spec, node: SpecNode, member: 'consumes' | 'produces'): string[] {
  const own = spec.items(spec.at(node, member));
  return (own.length > 0 ? own : spec.items(spec.at(spec.root, member))).map(({ value }) => String(value));
}

export function isJson(type: string): boolean {
  return /^(?:(?:application|text)\/(?:[\w.+-]+\+)?json|(?:\*|application)\/\*)\s*(?:;|$)/i.test(type.trim());
}

export function isForm(type: string): boolean {
  return /x-www-form-urlencoded/i.test(type);
}

export function isMultipart(type: string): boolean {
  return /^multipart\/form-data\b/i.test(type);
}

export function isBinary(type: string): boolean {
  return /^(?:application\/(?:octet-stream|pdf|zip|gzip)|(?:image|audio|video)\/[\w.*+-]+)\b/i.test(type);
}

/** `image/*` is no type of a file. */
export function concrete(type: string): string {
  return type.includes('*') ? 'application/octet-stream' : type;
}

/** Without its parameters. */
export function bareType(type: string): string {
  return (type.split(';')[0] ?? '').trim().toLowerCase();
}

/** Of several types of JSON: the plain one, then one that takes the changed members alone. */
export function preferred(types: readonly string[]): string | undefined {
  const find = (bare: string) => types.find((type) => bareType(type) === bare);
  return find('application/json') ?? find('application/merge-patch+json') ?? types[0];
}

/** A type of JSON that has to be named in a request; undefined for the plain one. */
export function vendorType(type: string | undefined): string | undefined {
  if (type === undefined || type.includes('*')) return undefined;
  const bare = bareType(type);
  return bare === 'application/json' || !/^[\w.+-]+\/[\w.+-]+$/.test(bare) ? undefined : bare;
}
