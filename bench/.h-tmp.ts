import { contract } from '@rolekit/sdk/testing';
import { startSandbox } from '../examples/hostile-api/sandbox/index.ts';
import { hostilePlugin } from '../examples/hostile-api/src/connector.ts';
let last = performance.now(); let at = '';
const report = await contract(hostilePlugin(...(process.argv[2] ? [process.argv[2]] : []) as never), { level: 'strict', sandbox: startSandbox, onStep: (t) => { const now = performance.now(); if (at && now - last > 100) console.log(`  ${Math.round(now - last)} ms ${at}`); at = t; last = now; } });
for (const r of report.results.filter((one) => one.status === 'failed')) console.log(`FAILED ${r.check} ${r.of}: ${r.problem}`);
console.log(report.ms);
