import { type Html, html } from '@rolekit/sdk/internal';
import type { Access } from '@rolekit/sdk/plugin';

/** Small things that several pages show. */
export function accessBadge(access: Access): Html {
  return html`<span class="badge ${access}">${access}</span>`;
}

const ACCESS_LABELS: Record<Access, string> = { read: 'read only', write: 'can write', destructive: 'can delete' };

/** The most that the tools of a plugin may do. */
export function mostBadge(access: Access): Html {
  return html`<span class="badge ${access}">${ACCESS_LABELS[access]}</span>`;
}

/** Of what only members of its namespace see. */
export function privateBadge(): Html {
  return html` <span class="badge">private</span>`;
}

/** Prose with its `code` marked. */
export function prose(text: string): Html {
  return html`${text.split('`').map((part, at, all) => (at % 2 === 1 && at < all.length - 1 ? html`<code>${part}</code>` : part))}`;
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** 20 Nov 2026 */
export function date(at: string): string {
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
}

export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  return size < 1_000_000 ? `${(size / 1000).toFixed(1)} kB` : `${(size / 1_000_000).toFixed(1)} MB`;
}
