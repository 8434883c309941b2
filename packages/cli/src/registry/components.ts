/** What a plugin declares that a host runs, as a registry tells it or a manifest says it. */
export interface ShownComponent {
  kind: string;
  path: string;
  reason: string;
  hosts?: readonly string[] | undefined;
}

/** One row of a table for people. */
export function componentCells({ kind, path, reason, hosts }: ShownComponent): string[] {
  return [kind, path, hosts?.join(', ') ?? 'all hosts', reason];
}

/** As a person says it: the host of a setting is `config:<field>` in the files. */
export function hostName(host: string): string {
  return host.startsWith('config:') ? `the host of the setting ${host.slice('config:'.length)}` : host;
}
