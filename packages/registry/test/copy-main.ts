// Copies a registry in a process of its own, for tests that kill it: node copy-main.ts <CopyOptions as JSON>
import { copyRegistry } from '../src/copy/index.ts';

const report = await copyRegistry({ ...JSON.parse(process.argv[2] ?? ''), onStep: (step) => console.log(step) });
console.log(JSON.stringify(report));
