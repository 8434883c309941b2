import type { Finding } from '../finding.ts';
import { Places } from '../tree/line-columns.ts';
import type { BundleFile } from '../tree/types.ts';
import { findMistyped, findPlaces, type SourcePlace } from './find-places.ts';
import { renderWord } from './render.ts';
import type { WordPlace, Words, WordsFile } from './types.ts';

export interface FilledFiles {
  /** All files; those of skills with their words in place. */
  files: BundleFile[];
  places: WordsFile['places'];
  /** At their places in the files as they were given. */
  findings: Finding[];
}

const ENCODER = new TextEncoder();

/** The texts of a skill that a model reads: `SKILL.md`, and Markdown below `references/`. */
export function holdsWords(path: string): boolean {
  return /^skills\/[^/]+\/(?:SKILL\.md|references\/.+\.md)$/.test(path);
}

/**
 * Fills every place for a word in the skills among these files. A place that no word fits stays as it is, with a finding.
 *
 * @param words undefined for a plugin without words, in which every place is a finding
 */
export function fillWords(files: readonly BundleFile[], words: Words | undefined): FilledFiles {
  const places: WordsFile['places'] = {};
  const findings: Finding[] = [];
  const filled = files.map((file) => {
    const text = holdsWords(file.path) ? decoded(file.bytes) : undefined;
    if (text === undefined || !text.includes('{{')) return file;
    const result = fillText(text, file.path, words);
    findings.push(...result.findings);
    if (result.places.length === 0) return file;
    places[file.path] = result.places;
    return { path: file.path, bytes: ENCODER.encode(result.text) };
  });
  return { files: filled, places, findings };
}

/**
 * The files as they were before `fillWords`, byte for byte.
 *
 * @param places those of a `words.json` that the gate has checked
 */
export function unfillWords(files: readonly BundleFile[], { places }: Pick<WordsFile, 'places'>): BundleFile[] {
  return files.map((file) => {
    const filled = Object.hasOwn(places, file.path) ? (places[file.path] ?? []) : [];
    if (filled.length === 0) return file;
    const parts: Uint8Array[] = [];
    let at = 0;
    for (const { offset, length, word } of filled) {
      parts.push(file.bytes.subarray(at, offset), ENCODER.encode(`{{${word}}}`));
      at = offset + length;
    }
    return { path: file.path, bytes: joined([...parts, file.bytes.subarray(at)]) };
  });
}

function fillText(
  text: string,
  file: string,
  words: Words | undefined,
): { text: string; places: WordPlace[]; findings: Finding[] } {
  const at = new Places(text);
  const findings: Finding[] = findMistyped(text).map(({ offset, written, meant }) => {
    const message = `"${written}" is nearly a place for a word.`;
    return {
      code: 'words/unknown',
      severity: 'error',
      message,
      file,
      ...at.at(offset),
      fix: `Did you mean "${meant}"? Write "\\${written}" for the text itself.`,
    };
  });
  const places: WordPlace[] = [];
  let filled = '';
  let bytes = 0;
  let end = 0;
  const put = (part: string) => {
    filled += part;
    bytes += ENCODER.encode(part).length;
  };
  for (const place of findPlaces(text)) {
    put(text.slice(end, place.offset));
    end = place.offset + place.written.length;
    const rendered = renderPlace(words, place);
    if ('text' in rendered) {
      const offset = bytes;
      put(rendered.text);
      places.push({ offset, length: bytes - offset, word: place.word });
    } else {
      const { rule, message, fix } = rendered.problem;
      findings.push({ code: `words/${rule}`, severity: 'error', message, file, ...at.at(place.offset), fix });
      put(place.written);
    }
  }
  return { text: filled + text.slice(end), places, findings };
}

function renderPlace(words: Words | undefined, { word, indent }: SourcePlace): ReturnType<typeof renderWord> {
  if (words === undefined) {
    const message = `The skill reads the word "${word}", and the plugin has no words.yaml.`;
    return { problem: { rule: 'unknown', message, fix: 'Add words.yaml, or write a backslash before the braces.' } };
  }
  const rendered = renderWord(words, word, indent !== undefined);
  return 'text' in rendered && indent ? { text: rendered.text.replaceAll('\n', `\n${indent}`) } : rendered;
}

/** A text that is not UTF-8 is a finding of whoever reads the skill. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
