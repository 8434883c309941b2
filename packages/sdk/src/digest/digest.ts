import { canonicalJson } from './canonical.ts';
import { sha256 } from './sha256.ts';

/** `sha256:<hex>` of bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${sha256(bytes).digest('hex')}`;
}

/** `sha256:<hex>` over the canonical JSON of one full tool definition. */
export function toolDigest(definition: object): string {
  return digestOf(Buffer.from(canonicalJson(definition)));
}

/** `sha256:<hex>` over the sorted list of (name, digest) of all tools, also those switched off. */
export function toolsetDigest(entries: readonly { definition: { name: string }; digest: string }[]): string {
  const pairs = entries.map(({ definition, digest }) => [definition.name, digest] as const);
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return digestOf(Buffer.from(canonicalJson(pairs)));
}
