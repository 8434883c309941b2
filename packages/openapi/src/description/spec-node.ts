import type { SpecFile } from './spec-file.ts';

/** A value of a description, and where it stands. */
export interface SpecNode {
  readonly value: unknown;
  readonly file: SpecFile;
  readonly path: readonly (string | number)[];
}

export type Json = Record<string, unknown>;
