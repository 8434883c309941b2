const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;
const WINDOWS_FORBIDDEN = /[<>:"|?*]/;

/**
 * Why a path cannot be a file of a plugin on every system; undefined when it can. Paths are relative, with `/`, and
 * mean the same on Linux, macOS and Windows.
 */
export function pathProblem(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (path.includes('\\')) return 'has a backslash';
  if (/^[a-z]:/i.test(path)) return 'starts with a drive letter';
  if (path.startsWith('/')) return 'is absolute';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'has a control character';
  if (path !== path.normalize('NFC')) return 'is not in Unicode form NFC';
  if (/\p{Surrogate}/u.test(path)) return 'is not valid Unicode';
  for (const part of path.split('/')) {
    const problem = partProblem(part);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function partProblem(part: string): string | undefined {
  if (part === '..') return 'leaves the plugin';
  if (part === '' || part === '.') return 'has an empty or "." part';
  if (part.toLowerCase() === '.git') return 'has a .git part';
  if (WINDOWS_FORBIDDEN.test(part)) return 'has a character that Windows forbids';
  if (/[. ]$/.test(part)) return 'has a part that ends with a dot or a space, which Windows drops';
  if (WINDOWS_DEVICE.test(part)) return 'has a name that Windows keeps for a device';
  return undefined;
}

/** The same for a path that an author wrote in a manifest, where `./` before it is allowed and `.` is the plugin. */
export function writtenPathProblem(path: string): string | undefined {
  if (path === '.' || path === './') return undefined;
  return pathProblem(withoutDot(path).replace(/\/$/, ''));
}

/** `./assets/icon.png` → `assets/icon.png` */
export function withoutDot(path: string): string {
  return path.startsWith('./') ? path.slice(2) : path;
}

/** One key for all paths that some file system takes for the same. */
export function pathKey(path: string): string {
  return path.normalize('NFC').toLowerCase().normalize('NFC');
}
