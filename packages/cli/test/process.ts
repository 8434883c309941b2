import { runRolekit } from '../src/main.ts';

// `rolekit` in a process of its own, from source: node --conditions=rolekit-source process.ts …
process.exitCode = await runRolekit(process.argv.slice(2));
// as in bin/rolekit.mjs
if (process.exitCode === 130) process.exit();
