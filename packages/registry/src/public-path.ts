/** The path below which a proxy serves the registry, without a slash at its end; empty at the root of its host. */
export function publicPath(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/+$/, '');
}
