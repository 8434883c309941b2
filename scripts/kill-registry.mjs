// Kills a registry at random points while it is published to, two hundred times by default:
//   node --conditions=rolekit-source scripts/kill-registry.mjs [kills]
// Prints what became of the acknowledged versions, and ends with 1 when one is lost or half. The short form is in the tests.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killRounds } from '../packages/registry/test/kill-rounds.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'rolekit-kill-'));
const onKill = (count) => count % 20 === 0 && process.stderr.write(`${count} kills\n`);
const outcome = await killRounds({ dataDir, kills: Number(process.argv[2] ?? 200), onKill });
process.stdout.write(`${JSON.stringify(outcome, null, 2)}\n`);
const isWhole = [outcome.lost, outcome.half, outcome.problems].every((list) => list.length === 0);
if (isWhole) await rm(dataDir, { recursive: true });
else process.stderr.write(`kept: ${dataDir}\n`);
process.exitCode = isWhole ? 0 : 1;
