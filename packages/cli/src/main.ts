import type { Io } from './io.ts';
import { version } from './version.ts';

const HELP = new Set(['--help', '-h', 'help']);

/** Runs one command line (without `node` and the script) and returns the exit code; never throws. */
export async function runRolekit(argv: readonly string[], io: Io = processIo()): Promise<number> {
  if (argv[0] === '--version' || argv[0] === '-v') {
    io.stdout.write(`${version()}\n`);
    return 0;
  }
  // what runs a command is not needed to list them
  if (argv.length === 1 && HELP.has(argv[0] ?? '')) {
    const { overview } = await import('./help.ts');
    io.stdout.write(`${overview(io.stdout.columns)}\n`);
    return 0;
  }
  const { dispatch } = await import('./dispatch.ts');
  return dispatch(argv, io);
}

function processIo(): Io {
  return { cwd: process.cwd(), env: process.env, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr };
}
