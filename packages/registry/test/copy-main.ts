// Copies a registry in a process of its own, for tests that kill it: node copy-main.ts <CopyOptions as JSON> <step at which it stops>
import { writeSync } from 'node:fs';
import { copyRegistry } from '../src/copy/index.ts';

const [options = '', stopAt] = process.argv.slice(2);
const report = await copyRegistry({
  ...JSON.parse(options),
  onStep(step) {
    if (step !== stopAt) return;
    writeSync(1, step);
    // with what it holds, until it is killed
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
});
console.log(JSON.stringify(report));
