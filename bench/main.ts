/**
 * Benchmarks as ratios against peers in the same run, taken in turns so that a busy machine hits all alike. Run with
 * `pnpm bench`.
 */
// one after the other: modules that wait would run beside each other if they were imported statically
for (const bench of [
  'tokens',
  'start',
  'commands',
  'dev',
  'types',
  'imported',
  'calls',
  'http/main',
  'git',
  'registry/growth',
  'registry/peers',
])
  await import(`./${bench}.ts`);
