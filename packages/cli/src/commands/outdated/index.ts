import { resolve } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { refuseErrors } from '@rolekit/sdk/internal';
import { readFolder, readLock } from '../../build/index.ts';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { dependenciesOf } from '../../outdated/dependencies.ts';
import { findOutdated, type OutdatedRow } from '../../outdated/outdated.ts';
import { openBuildRegistries } from '../../registry/namespace-registries.ts';
import type { Out } from '../../terminal.ts';
import type words from './words.ts';

interface Outdated {
  /** Whether an outdated one is a failure. */
  strict: boolean;
  dependencies: OutdatedRow[];
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Outdated> {
    const dir = resolve(context.cwd, args.path);
    const { manifest, findings } = await readFolder(dir);
    refuseErrors(findings, args.path);
    // No error, so there is a manifest.
    if (!manifest) throw new RolekitError('RK_INTERNAL', { what: args.path, reference: 'no manifest and no finding' });
    const registries = await openBuildRegistries(args, context, dir);
    const dependencies = dependenciesOf(manifest, await readLock(dir));
    const onStep = (text: string) => context.progress.step(text);
    return {
      strict: args['exit-code'] === true,
      dependencies: await findOutdated(dependencies, registries, onStep),
    };
  },
  exitCode: ({ strict, dependencies }) =>
    strict && dependencies.some(({ isOutdated }) => isOutdated) ? EXIT.failed : EXIT.done,
  render({ dependencies }, out) {
    if (dependencies.length === 0) return out.line('It follows no base and joins no published connector.');
    out.table([
      ['', 'plugin', 'range', 'locked', 'wanted', 'newest', 'state'].map(out.paint.dim),
      ...dependencies.map((row) => cells(row, out)),
    ]);
    if (dependencies.some(({ locked, wanted }) => wanted !== null && wanted !== locked))
      out.line(out.advice('Take the wanted versions: `rolekit build --update`'));
  },
});

function cells(
  { kind, plugin, range, locked, wanted, newest, levels, state, reason }: OutdatedRow,
  out: Out,
): string[] {
  const { green, red, yellow } = out.paint;
  const version = (number: string | null, level: string | null) =>
    number === null ? 'none' : `${number}${level === null ? '' : ` (${level})`}`;
  const words = `${state ?? 'not built'}${reason === null ? '' : `: ${reason}`}`;
  const tint = state === 'available' ? green : state === null || state === 'unasked' ? yellow : red;
  return [
    kind,
    plugin,
    range,
    locked ?? 'none',
    version(wanted, levels.wanted),
    version(newest, levels.newest),
    tint(words),
  ];
}
