import { bundleFixture, textOf } from '../bundle.fixture.ts';

/** A bundle that must be refused: the fixture with changes, and what is said about it. */
export interface HostileRow {
  /** What it tries; finishes the sentence "refuses …". */
  name: string;
  /** Files that replace or join those of the fixture; `undefined` removes one. */
  changes: Record<string, string | undefined>;
  code: string;
  /** The file that the finding is about. */
  file: string;
  /** A part of the finding's message. */
  says?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: rows change JSON of several shapes by hand
type Json = any;

export function textOfFixture(path: string): string {
  return textOf(bundleFixture().find((file) => file.path === path)?.bytes);
}

/** A file of the fixture whose JSON was changed. */
export function changed(path: string, change: (value: Json) => void): Record<string, string> {
  const value: Json = JSON.parse(textOfFixture(path));
  change(value);
  return { [path]: `${JSON.stringify(value, null, 2)}\n` };
}

/** A file of the fixture in which a text was replaced; what JSON.stringify cannot write. */
export function replaced(path: string, from: string, to: string): Record<string, string> {
  return { [path]: textOfFixture(path).replace(from, () => to) };
}
