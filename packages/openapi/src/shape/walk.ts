import type { Spec } from '../description/spec.ts';
import type { Json, SpecNode } from '../description/spec-node.ts';
import type { Shape } from './shape.ts';

export type Direction = 'input' | 'output';

export const MAX_DEPTH = 10;

/** What several choices make together. */
export const MAX_OPTIONS = 64;

/** Where a walk through a schema is, and how it goes on: what reads one word of a schema walks on into others. */
export interface Walk {
  /** The shape of a schema. */
  shapeAt(node: SpecNode, from: Walk): Shape;
  /** The same without what holds for every kind: description, null, example and default. */
  bareShapeAt(node: SpecNode, schema: Json, from: Walk): Shape;
  spec: Spec;
  direction: Direction;
  /** Definitions that are being expanded. */
  open: readonly string[];
  /** Definitions whose subtypes are being expanded: within those, they are only themselves. */
  bases: readonly string[];
  depth: number;
  budget: { nodes: number };
}
