import { spawn } from 'node:child_process';

/** Opens an address in the person's browser, without a shell: it would read the address, which may be a connector's. */
export function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  const child = spawn(command ?? '', args, { stdio: 'ignore', detached: true });
  // the address is printed: a machine without a browser is no failure
  child.once('error', () => {});
  child.unref();
}
