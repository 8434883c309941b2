/** The path below which a proxy serves the registry, without a slash at its end; empty at the root of its host. */
export function publicPath(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/+$/, '');
}

/** A text that names routes of the registry, as clients of this one reach them. */
export function belowPublicPath(text: string, publicUrl: string): string {
  const base = publicPath(publicUrl);
  return text.replace(/(?<=^|[\s`(])\/(?:v1|v0\.1|git)(?![\w.])/g, (route) => `${base}${route}`);
}
