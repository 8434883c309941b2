import type { IncomingMessage } from 'node:http';
import type { Refusal } from './gate.ts';
import { parseMessage } from './json-rpc-message.ts';

const MAX_BYTES = 4 * 1024 * 1024;

/** Why a body was not taken. */
export class BadBody implements Refusal {
  readonly status: number;
  readonly text: string;

  constructor(status: number, text: string) {
    this.status = status;
    this.text = text;
  }
}

/** Reads a request's body as JSON, within limits. */
export function readJson(request: IncomingMessage, done: (body: unknown) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size > MAX_BYTES) {
      request.removeAllListeners('data').resume();
      done(new BadBody(413, `Too large: a request has at most ${MAX_BYTES} bytes.`));
    } else chunks.push(chunk);
  });
  request.on('end', () => {
    if (size > MAX_BYTES) return;
    let body: unknown;
    try {
      body = parseMessage(Buffer.concat(chunks).toString('utf8'));
    } catch {
      body = new BadBody(400, 'Bad request: the body is not JSON.');
    }
    done(body);
  });
}
