import type { LineageBase } from '@rolekit/sdk/wire';

/** What a version is based on: one line for each base, the nearest first. */
export function baseLines(bases: readonly LineageBase[]): string[] {
  return bases.map((base) => {
    if (base.hidden) return 'a version that this registry does not show you';
    const what = `${base.plugin}@${base.version}`;
    if (base.registry !== null) return `${what} of ${base.registry}`;
    return base.state === 'available' ? what : `${what}, ${stateText(base)}`;
  });
}

/** Why it should be built from another version: one sentence for each base that was withdrawn. */
export function withdrawnBases(bases: readonly LineageBase[]): string[] {
  return bases.flatMap((base) => {
    if (base.hidden || base.state === 'available' || base.state === 'elsewhere') return [];
    return [`its base ${base.plugin}@${base.version} was ${stateText(base)}`];
  });
}

function stateText({ state, reason }: Exclude<LineageBase, { hidden: true }>): string {
  const words = state === 'taken-down' ? 'taken down' : state;
  return reason === null ? words : `${words}: ${reason}`;
}
