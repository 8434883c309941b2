/**
 * Benchmarks as ratios against peers in the same run, taken in turns so that a busy machine hits all alike. Run with
 * `pnpm bench`.
 */
import './start.ts';
import './types.ts';
import './calls.ts';
import './http/main.ts';
