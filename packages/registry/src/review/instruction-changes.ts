import { isUtf8 } from 'node:buffer';
import type { BundleFile } from '@rolekit/sdk/bundle';
import { digestOf } from '@rolekit/sdk/internal';
import { lineDiff } from '@rolekit/sdk/internal/difference';
import { componentsOf } from '@rolekit/sdk/internal/plugin';
import type { PluginManifest, ToolsFile } from '@rolekit/sdk/plugin';
import type { TextChange } from '@rolekit/sdk/wire';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { readArchiveFiles } from '../store/archives.ts';
import type { FullReview } from '../store/catalogue.ts';

const MAX_TEXT_BYTES = 256 * 1024;
const MAX_CHANGES = 200;
/** Of all changes together. */
const MAX_LINES = 10_000;

interface Content {
  manifest: PluginManifest;
  tools: ToolsFile;
  files: readonly BundleFile[];
}

/**
 * What a model is told, and what hosts run, as text: files of skills and components, descriptions of tools, prompts. Compared with
 * a version that is published; all of it is new where there is none.
 *
 * @throws RK_ARCHIVE_DAMAGED
 */
export async function instructionChanges(
  review: FullReview,
  baseline: string | undefined,
  { blobs, catalogue }: Pick<Context, 'blobs' | 'catalogue'>,
): Promise<{ changes: TextChange[]; more: number }> {
  const { manifest, tools } = review.submission;
  const after = textsOf({ manifest, tools, files: await readArchiveFiles(blobs, review) });
  const reads = catalogue.readableIn([review.namespace]);
  const published = baseline === undefined ? undefined : await reads.version(review.namespace, review.name, baseline);
  const before =
    published === undefined
      ? new Map<string, string>()
      : textsOf({ ...published, files: await readArchiveFiles(blobs, published).catch(nothingWhenDamaged) });
  return changesBetween(before, after);
}

/** A published archive that is damaged hides nothing: all of the new one is shown then. */
function nothingWhenDamaged(error: unknown): BundleFile[] {
  if (error instanceof RegistryError) return [];
  throw error;
}

export function changesBetween(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): { changes: TextChange[]; more: number } {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changed = names.filter((name) => before.get(name) !== after.get(name));
  let left = MAX_LINES;
  const changes = changed.slice(0, MAX_CHANGES).map((name): TextChange => {
    const [was, is] = [before.get(name), after.get(name)];
    const { lines, truncated } = lineDiff(was ?? '', is ?? '', left);
    left -= lines.length;
    return { name, change: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed', lines, truncated };
  });
  return { changes, more: changed.length - changes.length };
}

function textsOf({ manifest, tools, files }: Content): Map<string, string> {
  const places = ['skills', ...componentsOf(manifest).map(({ path }) => path)];
  const shown = files.filter(({ path }) => places.some((place) => path === place || path.startsWith(`${place}/`)));
  return new Map([
    ['prompts', promptsOf(manifest)],
    ...shown.map(({ path, bytes }) => [path, fileText(bytes)] as const),
    ...tools.connectors.flatMap((connector) =>
      connector.tools.map(({ definition }) => [`tool ${definition.name}`, toolText(definition)] as const),
    ),
  ]);
}

function fileText(bytes: Uint8Array): string {
  const isText = bytes.byteLength <= MAX_TEXT_BYTES && isUtf8(bytes) && !bytes.includes(0);
  return isText ? Buffer.from(bytes).toString('utf8') : `${bytes.byteLength} bytes, ${digestOf(bytes)}\n`;
}

function promptsOf({ description, extensions }: PluginManifest): string {
  const { interface: shown } = extensions['dev.rolekit'];
  return [description, ...(shown?.prompts ?? [])].map((line) => `${line}\n`).join('');
}

function toolText({ title, description, inputSchema }: ToolsFile['connectors'][number]['tools'][number]['definition']) {
  return `${title ?? ''}\n${description}\n${JSON.stringify(inputSchema, null, 2)}\n`;
}
