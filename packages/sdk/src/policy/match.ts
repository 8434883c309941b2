/** How an entry of a list compares with what a plugin has. */
export interface Matching {
  /** The entry stands for all that the value stands for. */
  covers(entry: string, value: string): boolean;
  /** The entry and the value have something in common. */
  overlaps(entry: string, value: string): boolean;
}

/** Names, where `*` at the end of an entry is any ending. */
export const names: Matching = same((entry, value) =>
  entry.endsWith('*') ? value.startsWith(entry.slice(0, -1)) : entry === value,
);

/** Hosts; a plugin declares wildcards too, and hosts that a setting names. */
export const hosts: Matching = {
  covers: coversHost,
  overlaps: (entry, value) => coversHost(entry, value) || coversHost(value, entry),
};

/** Folders with all below them. */
export const folders: Matching = {
  covers: coversFolder,
  overlaps: (entry, value) => coversFolder(entry, value) || coversFolder(value, entry),
};

function same(matches: Matching['covers']): Matching {
  return { covers: matches, overlaps: matches };
}

function coversHost(entry: string, value: string): boolean {
  if (entry === value) return true;
  if (entry === 'config:*') return value.startsWith('config:');
  // `*.example.com` stands for what is below, not for itself
  return entry.startsWith('*.') && value.replace(/^\*/, '').endsWith(entry.slice(1)) && value !== entry.slice(2);
}

function coversFolder(entry: string, value: string): boolean {
  if (entry === 'config:*') return value.startsWith('config:');
  const top = entry.replace(/[\\/]+$/, '');
  // `..` would lead out of what it seems to be below
  if (/(?:^|[\\/])\.\.(?:[\\/]|$)/.test(value)) return false;
  return value === top || value === entry || value.startsWith(`${top}/`) || value.startsWith(`${top}\\`);
}
