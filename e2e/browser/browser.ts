// Chromium as Debian packages it, driven by playwright-core: no browser is downloaded.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright-core';

/**
 * Opens Chromium. `evil.example` resolves to this machine, as it does for a site that rebinds its name to loopback.
 */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.ROLEKIT_CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP evil.example 127.0.0.1'],
  });
}

export type ForeignSite = { url: string; close(): Promise<void> };

/** A web page of somebody else: another port, so another origin. */
export async function openForeignSite(): Promise<ForeignSite> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>Somebody else</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://evil.example:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
