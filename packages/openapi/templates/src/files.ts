import { createHash } from 'node:crypto';
import { RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import { textOf } from './styles.ts';

const MAX_FILE_BYTES = 64 * 1024;

/** A file as a call gives it. */
export const GIVEN_FILE = z.strictObject({
  name: z.string().min(1).max(200).describe('With its ending.'),
  text: z.string().max(MAX_FILE_BYTES).optional().describe('Its content, if that is text.'),
  base64: z
    .string()
    .max(Math.ceil(MAX_FILE_BYTES / 3) * 4)
    .optional()
    .describe('Else its content in Base64, at most 64 KiB.'),
});

export type GivenFile = z.output<typeof GIVEN_FILE>;

/** The content of a file: a text, or Base64. */
export function bytesOf<F extends GivenFile | undefined>(
  file: F,
): F extends GivenFile ? Uint8Array<ArrayBuffer> : undefined;
export function bytesOf(file: GivenFile | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (!file) return undefined;
  const { name, text, base64 } = file;
  if ((text === undefined) === (base64 === undefined))
    throw refused(`The file ${name} needs \`text\` or \`base64\`, and not both.`);
  if (base64 !== undefined && !/^(?:[\w+/-]{4})*(?:[\w+/-]{2,3}={0,2})?$/.test(base64))
    throw refused(`The content of ${name} is not Base64.`);
  const bytes = new Uint8Array(text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text));
  if (bytes.byteLength > MAX_FILE_BYTES) throw refused(`The file ${name} has more than ${MAX_FILE_BYTES} bytes.`);
  return bytes;
}

export function fileOf(file: GivenFile | undefined): File | undefined {
  const bytes = bytesOf(file);
  return file && bytes && new File([bytes], file.name);
}

/** What a person reads of a file before it is sent. */
export function shownFile(file: GivenFile | undefined): Record<string, unknown> | undefined {
  const bytes = bytesOf(file);
  if (!file || !bytes) return undefined;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { name, text } = file;
  return { name, bytes: bytes.byteLength, sha256, ...(text === undefined ? {} : { text }) };
}

/** Fields and files of a form; those without a value are left out, and lists are sent one by one. */
export function multipartOf(values: object): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(values))
    for (const item of Array.isArray(value) ? value : [value])
      if (item instanceof File) form.append(name, item);
      else if (item !== undefined) form.append(name, textOf(item));
  return form;
}

function refused(reason: string): RolekitError {
  return new RolekitError('RK_INVALID_REQUEST', { reason, hint: 'Check the arguments.' });
}
