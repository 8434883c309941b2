import { createHash, createHmac, type Hash } from 'node:crypto';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SignatureV4 } from '@smithy/signature-v4';
import { onTestFinished } from 'vitest';
import type { BucketPlace } from '../src/store/bucket/address.ts';
import { type AtEnd, tempDir } from './start-registry.ts';

// s3rver knows one account
const KEY = 'S3RVER';
const REGION = 'eu-central-1';

/** What the next requests of a method meet, in the place of the store. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => void;

export interface BucketServer {
  place: BucketPlace;
  /** `GET sha256/ab/…`, in order. */
  readonly asked: string[];
  /** The headers of the last request. */
  readonly headers: NodeJS.Dict<string | string[]>;
  /** Every request of a method ends so, until it is cleared with undefined. */
  fault(method: string, fault: Fault | undefined): void;
  /** Ends every connection and refuses new ones; `start` takes the same port again. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Reads and changes objects as somebody who has the bucket. */
  raw(method: string, key: string, body?: string): Promise<string>;
}

/**
 * s3rver, which stores objects and lists them, behind a door that does what it does not: checks the signature with Amazon's own signer and the
 * checksum of the body, keeps to `If-None-Match: *`, and fails as it is told.
 *
 * @param conditional false for a store that does not know the condition
 */
export async function startBucket({ conditional = true, atEnd = onTestFinished as AtEnd } = {}): Promise<BucketServer> {
  const S3rver = createRequire(import.meta.url)('s3rver');
  const store = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: await tempDir(atEnd),
    configureBuckets: [{ name: 'archives' }],
  });
  const { port } = (await store.run()) as AddressInfo;
  atEnd(() => store.close());

  const faults = new Map<string, Fault>();
  const asked: string[] = [];
  let headers: NodeJS.Dict<string | string[]> = {};
  const refuse = (response: ServerResponse, status: number, code: string) =>
    response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`);

  const door = createServer(async (incoming, response) => {
    const { method = '', url = '' } = incoming;
    asked.push(`${method} ${url.replace(/^\/archives\/?/, '').replace(/\?.*/, '')}`);
    headers = incoming.headers;
    const fault = faults.get(method);
    if (fault !== undefined) return fault(incoming, response);
    const body = await buffer(incoming);
    if (!(await isSigned(incoming))) return refuse(response, 403, 'SignatureDoesNotMatch');
    const sha256 = createHash('sha256').update(body).digest('hex');
    if (incoming.headers['x-amz-content-sha256'] !== sha256) return refuse(response, 400, 'XAmzContentSHA256Mismatch');
    if (incoming.headers['if-none-match'] === '*' && method === 'PUT') {
      if (!conditional) return refuse(response, 501, 'NotImplemented');
      if ((await pass('HEAD', url, {})).status === 200) return refuse(response, 412, 'PreconditionFailed');
    }
    const answer = await pass(method, url, incoming.headers, body);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });

  const pass = (method: string, path: string, sent: IncomingMessage['headers'], body?: Buffer) =>
    new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
      const { host: _, 'if-none-match': __, ...rest } = sent;
      request({ port, host: '127.0.0.1', method, path, headers: rest }, (answer) => {
        buffer(answer).then(
          (bytes) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes }),
          reject,
        );
      })
        .on('error', reject)
        .end(body);
    });

  const listen = (at: number) => new Promise<void>((resolve) => door.listen(at, '127.0.0.1', resolve));
  await listen(0);
  const own = (door.address() as AddressInfo).port;
  const stop = () =>
    new Promise<void>((resolve) => {
      door.close(() => resolve());
      door.closeAllConnections();
    });
  atEnd(stop);

  return {
    place: {
      url: 's3://archives/rolekit',
      endpoint: `http://127.0.0.1:${own}`,
      region: REGION,
      accessKeyId: KEY,
      secretAccessKey: KEY,
    },
    asked,
    get headers() {
      return headers;
    },
    fault(method, fault) {
      if (fault === undefined) faults.delete(method);
      else faults.set(method, fault);
    },
    stop,
    start: () => listen(own),
    async raw(method, key, body) {
      const unsigned = { authorization: '', 'content-type': 'application/gzip' };
      const { authorization: _, ...sent } = unsigned;
      const answer = await pass(method, `/archives/${key}`, sent, body === undefined ? undefined : Buffer.from(body));
      return answer.status === 200 ? answer.body.toString('utf8') : `${answer.status}`;
    },
  };
}

/** Signs the request again with Amazon's own signer, which has to come to the same. */
async function isSigned({ method = '', url = '', headers }: IncomingMessage): Promise<boolean> {
  const { authorization = '', host = '' } = headers;
  const signed = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  const { pathname, searchParams } = new URL(url, `http://${host}`);
  const signer = new SignatureV4({
    service: 's3',
    region: REGION,
    credentials: { accessKeyId: KEY, secretAccessKey: KEY },
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const date = String(headers['x-amz-date']);
  const again = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname: host,
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: Object.fromEntries(signed.map((name) => [name, String(headers[name])])),
    },
    { signingDate: new Date(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')) },
  );
  return again.headers.authorization === authorization;
}

/** As the signer asks for it. */
class Sha256 {
  readonly #hash: Hash | ReturnType<typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer);
  }

  update(part: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(part as Buffer);
  }

  reset(): void {}

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}
