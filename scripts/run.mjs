// Child processes of the bootstrap: one kind is captured, one kind owns the terminal.
import { spawn, spawnSync } from 'node:child_process';

const WINDOWS = process.platform === 'win32';

/** True when a command can be started at all. */
export function found(command, cwd) {
  return spawnSync(command, ['--version'], { cwd, stdio: 'ignore', shell: false }).status === 0;
}

/** Runs to the end and collects what it prints; never rejects. */
export function capture(command, args, options) {
  return new Promise((resolve) => {
    // Only a shell can start a .cmd file, and it takes one line: paths with spaces are quoted here.
    const shell = WINDOWS && command.endsWith('.cmd');
    const line = shell ? args.map((arg) => `"${arg}"`) : args;
    const child = spawn(command, line, { ...options, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.once('error', (error) => resolve({ code: 127, output: `${output}\n${error.message}` }));
    child.once('close', (code, signal) => resolve({ code: code === null ? 1 : code, signal, output }));
  });
}

/**
 * Runs with our terminal and passes signals on. A child that was asked to stop and stopped is a success, so that npm
 * has nothing to complain about after Ctrl-C.
 */
export function runAttached(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: 'inherit' });
    let asked = false;
    const timers = [];
    const stop = (signal) => {
      if (asked) return;
      asked = true;
      // A terminal sends Ctrl-C to the child as well: only a child that did not hear it is told again.
      const wait = signal === 'SIGINT' ? 500 : 0;
      if (!WINDOWS) timers.push(setTimeout(() => child.kill(signal), wait));
      timers.push(setTimeout(() => child.kill('SIGKILL'), 4_000));
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, stop);
    const end = (code) => {
      timers.forEach(clearTimeout);
      for (const signal of signals) process.off(signal, stop);
      resolve(code);
    };
    child.once('error', (error) => {
      console.error(error.message);
      end(127);
    });
    child.once('exit', (code, signal) => {
      if (asked && signal !== 'SIGKILL') end(0);
      else end(code === null ? 1 : code);
    });
  });
}
