import { randomBytes } from 'node:crypto';
import type { CallToolResult } from '@modelcontextprotocol/server';
import type { ResultFile } from '../../connector/tool-call.ts';
import { RolekitError } from '../../errors.ts';

export const SCHEME = 'rolekit-file://';
const KEEP_MS = 30 * 60_000;
/** Of one file; as base64 it is a third more. */
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_FILES = 10;
const MAX_TOTAL_BYTES = 64 * 1024 * 1024;
const MAX_CALLER_BYTES = 32 * 1024 * 1024;
const INLINE_BYTES = 64 * 1024;
/** What hosts show and models see. */
const INLINE = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const MIME_TYPE = /^[a-z]+\/[a-z0-9][a-z0-9.+-]*$/i;

interface KeptFile extends ResultFile {
  principal: string;
  until: number;
}

/** Binary content of results, in the memory of this process: private to a principal, bounded in bytes and time. */
export class ResultFiles {
  readonly #files = new Map<string, KeptFile>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Keeps the files and adds links to the result; small images also as they are. @throws RK_TOO_LARGE, RK_INTERNAL */
  attach(result: CallToolResult, files: readonly ResultFile[], principal: string): CallToolResult {
    if (files.length === 0) return result;
    if (files.length > MAX_FILES) throw tooLarge(`${files.length} files, and a result has at most ${MAX_FILES}`);
    for (const file of files) check(file);
    const all = files.reduce((sum, { content }) => sum + content.byteLength, 0);
    if (all > MAX_CALLER_BYTES) throw tooLarge(`files of ${all} bytes, and at most ${MAX_CALLER_BYTES} are kept`);
    const links = files.map((file) => ({
      uri: this.#keep(file, principal),
      name: file.name,
      mimeType: file.mimeType,
      bytes: file.content.byteLength,
    }));
    return {
      ...result,
      content: [
        ...result.content,
        ...links.map(({ uri, name, mimeType, bytes }) => ({
          type: 'resource_link' as const,
          uri,
          name,
          mimeType,
          size: bytes,
        })),
        ...files
          .filter(isInline)
          .map(({ mimeType, content }) => ({ type: 'image' as const, mimeType, data: base64(content) })),
      ],
      structuredContent: { ...(result.structuredContent as object), files: links },
    };
  }

  /** Undefined for what is over, was never there, or is another's: nobody learns which. */
  read(uri: string, principal: string): ResultFile | undefined {
    const file = this.#files.get(uri);
    return file && file.principal === principal && file.until > this.#now() ? file : undefined;
  }

  #keep({ name, mimeType, content }: ResultFile, principal: string): string {
    const uri = `${SCHEME}${randomBytes(16).toString('hex')}/${encodeURIComponent(name)}`;
    // a copy: the connector may use its buffer again
    this.#files.set(uri, { name, mimeType, content: content.slice(), principal, until: this.#now() + KEEP_MS });
    this.#makeRoom(principal);
    return uri;
  }

  #makeRoom(principal: string): void {
    let all = 0;
    let own = 0;
    for (const [uri, file] of this.#files) {
      if (file.until <= this.#now()) this.#files.delete(uri);
      else {
        all += file.content.byteLength;
        if (file.principal === principal) own += file.content.byteLength;
      }
    }
    // the oldest come first
    for (const [uri, file] of this.#files) {
      const isOwn = file.principal === principal;
      if (all <= MAX_TOTAL_BYTES && (own <= MAX_CALLER_BYTES || !isOwn)) continue;
      this.#files.delete(uri);
      all -= file.content.byteLength;
      if (isOwn) own -= file.content.byteLength;
    }
  }
}

function isInline({ mimeType, content }: ResultFile): boolean {
  return INLINE.has(mimeType) && content.byteLength <= INLINE_BYTES;
}

function check({ name, mimeType, content }: ResultFile): void {
  if (content.byteLength > MAX_BYTES)
    throw tooLarge(`a file of ${content.byteLength} bytes, and at most ${MAX_BYTES} are served`);
  if (name !== '' && name.length <= 200 && !/[/\\\p{Cc}]/u.test(name) && MIME_TYPE.test(mimeType)) return;
  throw new RolekitError('RK_INTERNAL', {
    what: 'a file of the result',
    reference: 'its name is not a file name, or its type is not a MIME type',
  });
}

function tooLarge(reason: string): RolekitError {
  return new RolekitError('RK_TOO_LARGE', { reason: `The result has ${reason}.`, hint: 'Ask for less.' });
}

export function base64(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('base64');
}
