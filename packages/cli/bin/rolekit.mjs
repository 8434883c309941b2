#!/usr/bin/env node
import module from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`rolekit needs Node 22.18 or later; this is Node ${process.versions.node}.`);
  process.exit(2);
}
// `rolekit info … | head` closes the pipe early; that is no error.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
module.enableCompileCache?.();
const { runRolekit } = await import('../dist/index.js');
process.exitCode = await runRolekit(process.argv.slice(2));
// What was under way when Ctrl-C was pressed has nothing to wait for.
if (process.exitCode === 130) process.exit();
