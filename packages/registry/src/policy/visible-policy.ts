import type { AllowDeny, PolicyDocument } from '@rolekit/sdk/internal/policy';

/**
 * The document without the entries that name private namespaces which the reader does not see. What is left decides the same about
 * everything that the reader can see.
 */
export function visiblePolicy(document: PolicyDocument, isHidden: (namespace: string) => boolean): PolicyDocument {
  const shown = (list: AllowDeny | undefined): AllowDeny | undefined =>
    list && {
      ...(list.allow === undefined ? {} : { allow: list.allow.filter((entry) => !isHidden(namespaceOf(entry))) }),
      ...(list.deny === undefined ? {} : { deny: list.deny.filter((entry) => !isHidden(namespaceOf(entry))) }),
    };
  const plugins = shown(document.plugins);
  const namespaces = shown(document.namespaces);
  return {
    ...document,
    ...(plugins === undefined ? {} : { plugins }),
    ...(namespaces === undefined ? {} : { namespaces }),
  };
}

function namespaceOf(entry: string): string {
  return entry.split('/', 1)[0] ?? '';
}
