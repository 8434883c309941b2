import { type Html, html } from '@rolekit/sdk/internal';

/** A place of the page, by its id. */
export type PlaceId = 'status' | 'plugin' | 'catalog' | 'detail' | 'form' | 'outcome' | 'wire' | 'log' | 'findings';

/** A change of the page; its script puts the markup there and knows no more of it. */
export type Part =
  | { fill: PlaceId; html: string; focus?: true }
  | { append: PlaceId; html: string }
  /** Name of this page in its requests. */
  | { session: string }
  /** What is shown may be another one now. */
  | { refresh: true };

export type Send = (part: Part) => void;

export function fill(place: PlaceId, { text }: Html): Part {
  return { fill: place, html: text };
}

export function append(place: PlaceId, { text }: Html): Part {
  return { append: place, html: text };
}

/** Prose with its `code` marked. */
export function prose(text: string): Html {
  return html`${text.split('`').map((part, at, all) => (at % 2 === 1 && at < all.length - 1 ? html`<code>${part}</code>` : part))}`;
}

/** A guess that holds for English text and JSON. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

/** `≈ 1,250 tokens` */
export function tokenText(count: number): string {
  return `≈ ${count.toLocaleString('en-US')} ${count === 1 ? 'token' : 'tokens'}`;
}

/** `84 ms`, `12.5 s` */
export function durationText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
