import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { shellWord } from '../shell-word.ts';

const run = promisify(execFile);

/** Has git ask this command for the password of one registry, and of no other host. @returns false without git */
export async function setGitHelper(url: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const [, script = ''] = process.argv;
  // git runs it in a shell of its own; a host's has another PATH
  const helper = `!${[process.execPath, ...process.execArgv, script].map(shellWord).join(' ')} git-credential`;
  return git(['config', '--global', '--replace-all', `credential.${url}/git.helper`, helper], env);
}

export async function unsetGitHelper(url: string, env: NodeJS.ProcessEnv): Promise<void> {
  await git(['config', '--global', '--remove-section', `credential.${url}/git`], env);
}

async function git(args: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    await run('git', args, { env });
    return true;
  } catch {
    return false;
  }
}

/** What git says of what it needs (gitcredentials): `protocol`, `host`, and `path` where it is told to. */
export function parseCredentialQuestion(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.includes('='));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
