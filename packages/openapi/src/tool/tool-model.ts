import type { Operation } from '../operation/operation.ts';
import type { ObjectShape, Shape } from '../shape/shape.ts';
import type { WriteOnly } from '../shape/write-only.ts';
import type { Arguments } from './arguments.ts';
import type { ListGuess } from './paging.ts';

/** What a tool answers when the API answers with another status. */
export interface OtherOutput {
  /** `202`, or `2XX`. */
  status: string;
  kind: 'json' | 'text' | 'none';
  output: Shape;
  writeOnly?: readonly WriteOnly[];
}

/** One tool, ready to be written down. */
export interface ToolModel {
  name: string;
  verb: string;
  object: string[];
  title: string;
  description: string;
  access: 'read' | 'write' | 'destructive';
  /** A POST that is taken for a read. */
  guessedRead: boolean;
  operation: Operation;
  list: ListGuess | undefined;
  arguments: Arguments;
  input: ObjectShape;
  /** Of a row, or of the whole answer. */
  output: Shape;
  /** Of answers with other statuses of success, where they have another form. */
  others: OtherOutput[];
  /** Optional arguments that were left out for the budget. */
  dropped: string[];
  tokens: number;
  enabled: boolean;
  /** Why it cannot be on: a credential that the connection does not send. */
  off: string | undefined;
  example: Record<string, unknown> | undefined;
  /** The GET of the same path, which tells what a write changes. */
  before: Operation | undefined;
}
