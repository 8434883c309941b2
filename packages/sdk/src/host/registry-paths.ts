/** A plugin's path in `/v1`. */
export function pluginPath({ namespace, name }: { namespace: string; name: string }): string {
  return `/v1/plugins/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
}

/** The path of one version of it. @param version or a channel */
export function versionPath(plugin: { namespace: string; name: string }, version: string): string {
  return `${pluginPath(plugin)}/versions/${encodeURIComponent(version)}`;
}
