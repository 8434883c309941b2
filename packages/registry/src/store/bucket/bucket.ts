import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BucketAddress, type BucketPlace, bucketAddress } from './address.ts';
import { answerFailure, connectionFailure, isPassing } from './failures.ts';
import { Connections } from './request.ts';

/** Waits before the second and the third try. */
const RETRY_MS = [200, 800];
const MAX_XML = 4 * 1024 * 1024;
const EMPTY_SHA256 = createHash('sha256').digest('hex');

/** What an object is made of: a file, or bytes in memory. */
export interface Content {
  source: string | Uint8Array;
  size: number;
  /** The store compares the bytes with it, and keeps nothing else. */
  sha256: string;
}

export interface ListedObject {
  key: string;
  modifiedMs: number;
}

interface Ask {
  method: 'GET' | 'PUT' | 'DELETE';
  key: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  content?: Content;
}

type Signer = typeof import('aws4fetch').AwsV4Signer;

/** A bucket of an S3-compatible store, below a prefix. Every failure is coded and holds no credentials. */
export class Bucket {
  readonly #place: BucketPlace;
  readonly #address: BucketAddress;
  readonly #signer: Signer;
  readonly #connections: Connections;

  private constructor(place: BucketPlace, address: BucketAddress, signer: Signer, idleMs?: number) {
    this.#place = place;
    this.#address = address;
    this.#signer = signer;
    this.#connections = new Connections(idleMs);
  }

  /** Asks nothing yet. @throws RK_OPTION */
  static async open(place: BucketPlace, idleMs?: number): Promise<Bucket> {
    const address = bucketAddress(place);
    const { AwsV4Signer } = await import('aws4fetch');
    return new Bucket(place, address, AwsV4Signer, idleMs);
  }

  /** The object, which is read or destroyed; undefined when there is none. */
  async get(key: string): Promise<IncomingMessage | undefined> {
    const response = await this.#ask({ method: 'GET', key });
    if (response.statusCode === 200) return response;
    const code = await codeIn(response);
    // without a bucket, nothing is missing: all of it is
    if (response.statusCode === 404 && code !== 'NoSuchBucket') return undefined;
    throw answerFailure(response.statusCode ?? 0, code);
  }

  /**
   * Stores an object; it is there whole, or not at all. With `isNew`, one that is there stays, where the store keeps to that, and
   * false is returned.
   */
  async put(key: string, content: Content, { isNew = false } = {}): Promise<boolean> {
    const headers: Record<string, string> = isNew ? { 'if-none-match': '*' } : {};
    const response = await this.#ask({ method: 'PUT', key, content, headers });
    const { statusCode = 0 } = response;
    const code = await codeIn(response);
    if (statusCode === 200) return true;
    // 409: another one stores it at this moment
    if (isNew && (statusCode === 412 || statusCode === 409)) return false;
    // stores that do not know the condition
    if (isNew && (statusCode === 501 || code === 'NotImplemented')) return this.put(key, content);
    throw answerFailure(statusCode, code);
  }

  /** Makes an object as young as one that was stored now. Returns false when there is none. */
  async touch(key: string): Promise<boolean> {
    const { bucket, prefix } = this.#address;
    const headers = {
      'x-amz-copy-source': `/${bucket}/${prefix}${key}`,
      'x-amz-metadata-directive': 'REPLACE',
      'content-type': 'application/gzip',
    };
    const response = await this.#ask({ method: 'PUT', key, headers });
    const code = await codeIn(response);
    if (response.statusCode === 404 && code !== 'NoSuchBucket') return false;
    // a copy that fails on its way answers 200 with an error
    if (response.statusCode !== 200 || code !== undefined) throw answerFailure(response.statusCode ?? 0, code);
    return true;
  }

  async delete(key: string): Promise<void> {
    const response = await this.#ask({ method: 'DELETE', key });
    const code = await codeIn(response);
    const { statusCode = 0 } = response;
    if (statusCode >= 300 && (statusCode !== 404 || code === 'NoSuchBucket')) throw answerFailure(statusCode, code);
  }

  /** Every object below a prefix, page by page. */
  async *list(below: string): AsyncGenerator<ListedObject> {
    const { prefix } = this.#address;
    for (let token: string | undefined; ; ) {
      const query = {
        'list-type': '2',
        prefix: `${prefix}${below}`,
        ...(token === undefined ? {} : { 'continuation-token': token }),
      };
      const response = await this.#ask({ method: 'GET', key: '', query });
      const xml = await textOf(response);
      if (response.statusCode !== 200) throw answerFailure(response.statusCode ?? 0, errorCode(xml));
      for (const [, item = ''] of xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
        const key = tag(item, 'Key');
        const modified = tag(item, 'LastModified');
        if (key?.startsWith(prefix) && modified !== undefined)
          yield { key: key.slice(prefix.length), modifiedMs: new Date(modified).getTime() };
      }
      const next = tag(xml, 'NextContinuationToken');
      if (tag(xml, 'IsTruncated') !== 'true' || next === undefined || next === token) return;
      token = next;
    }
  }

  close(): void {
    this.#connections.close();
  }

  async #ask(ask: Ask): Promise<IncomingMessage> {
    for (let tried = 0; ; tried++) {
      const wait = RETRY_MS[tried];
      try {
        const response = await this.#once(ask);
        if (wait === undefined || !isPassing(response.statusCode ?? 0)) return response;
        response.destroy();
      } catch (error) {
        const failure = connectionFailure(error);
        // who waited for an answer once does not wait again
        if (wait === undefined || failure === error) throw failure;
      }
      await sleep(wait);
    }
  }

  async #once({ method, key, query = {}, headers = {}, content }: Ask): Promise<IncomingMessage> {
    const { prefix, region, urlOf } = this.#address;
    const target = urlOf(key === '' ? '' : `${prefix}${key}`);
    for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
    const { accessKeyId, secretAccessKey, sessionToken } = this.#place;
    const signer = new this.#signer({
      method,
      url: target.href,
      headers: { ...headers, 'x-amz-content-sha256': content?.sha256 ?? EMPTY_SHA256 },
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      service: 's3',
      region,
    });
    const signed = await signer.sign();
    const sent = { ...Object.fromEntries(signed.headers), 'content-length': String(content?.size ?? 0) };
    return this.#connections.send(method, signed.url, sent, content && streamOf(content));
  }
}

function streamOf({ source }: Content): Readable {
  return typeof source === 'string' ? createReadStream(source) : Readable.from([source], { objectMode: false });
}

/** The code of the error in an answer; its other texts may name keys and addresses. */
async function codeIn(response: IncomingMessage): Promise<string | undefined> {
  return errorCode(await textOf(response));
}

function errorCode(xml: string): string | undefined {
  return /<Error\b/.test(xml) ? /<Code>([A-Za-z0-9]{1,64})<\/Code>/.exec(xml)?.[1] : undefined;
}

async function textOf(response: IncomingMessage): Promise<string> {
  try {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of response) {
      size += part.length;
      if (size > MAX_XML) break;
      parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
  } catch (error) {
    throw connectionFailure(error);
  }
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function tag(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => ENTITIES[entity] ?? '');
}
