import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { away } from './failures.ts';

/** Without a byte in either direction for so long, a request ends. */
export const IDLE_MS = 20_000;
const AGENT = { keepAlive: true, maxSockets: 32, maxFreeSockets: 8 };

/** Connections to one store; redirects are not followed, and nothing is asked twice. */
export class Connections {
  readonly #plain = new HttpAgent(AGENT);
  readonly #tls = new HttpsAgent(AGENT);
  readonly #idleMs: number;

  constructor(idleMs = IDLE_MS) {
    this.#idleMs = idleMs;
  }

  /** Resolves with the head of the answer; whoever gets it reads its body or destroys it. */
  send(method: string, url: URL, headers: Record<string, string>, body?: Readable): Promise<IncomingMessage> {
    const isTls = url.protocol === 'https:';
    const agent = isTls ? this.#tls : this.#plain;
    return new Promise((resolve, reject) => {
      const request = (isTls ? httpsRequest : httpRequest)(url, { method, headers, agent, timeout: this.#idleMs });
      let answer: IncomingMessage | undefined;
      // bytes of the body or the answer put it off
      request.on('timeout', () => (answer ?? request).destroy(away(`no byte in ${this.#idleMs / 1000} s`)));
      request.on('error', (error) => {
        body?.destroy();
        reject(error);
      });
      request.on('response', (response) => {
        // an answer before the end of the body refuses it
        if (!request.writableEnded) body?.destroy();
        answer = response;
        resolve(response);
      });
      if (body === undefined) request.end();
      else {
        body.on('error', (error) => request.destroy(error));
        body.pipe(request);
      }
    });
  }

  close(): void {
    this.#plain.destroy();
    this.#tls.destroy();
  }
}
