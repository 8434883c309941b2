import type { Spec } from '../description/spec.ts';
import type { SpecNode } from '../description/spec-node.ts';
import type { Shape } from '../shape/shape.ts';
import type { WriteOnly } from '../shape/write-only.ts';

export const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head'] as const;

export type Method = (typeof METHODS)[number];

/** One operation of a description, the same for every version of OpenAPI. */
export interface Operation {
  method: Method;
  path: string;
  id: string | undefined;
  tags: string[];
  summary: string | undefined;
  description: string | undefined;
  parameters: Parameter[];
  body: Body | undefined;
  answer: Answer;
  /** Names of its security schemes: all of a list are sent, any list is enough; undefined for those of the whole description. */
  security: readonly (readonly string[])[] | undefined;
  /** Credentials that it needs as parameters. */
  credentials: readonly NeededParameter[];
  /** It may go away. */
  deprecated: boolean;
  node: SpecNode;
}

/** An operation before its schemas are read: enough to choose it by. */
export interface OperationHead {
  method: Method;
  path: string;
  id: string | undefined;
  tags: string[];
  node: SpecNode;
  pathItem: SpecNode;
}

/** The parameters or servers of an operation, and after them those of its path. */
export function ownAndInherited(
  spec: Spec,
  { node, pathItem }: Pick<OperationHead, 'node' | 'pathItem'>,
  member: 'parameters' | 'servers',
): SpecNode[] {
  return [...spec.items(spec.at(node, member)), ...spec.items(spec.at(pathItem, member))];
}

/** How a value is written where it goes: the styles of OpenAPI, `plain` for one scalar in its usual style. */
export type Style =
  | 'plain'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'tabDelimited'
  | 'deepObject'
  | 'simple'
  | 'label'
  | 'matrix'
  | 'cookie'
  | 'json';

export interface Writing {
  style: Style;
  /** A list is repeated, and members stand by themselves. */
  explode: boolean;
  /** Reserved characters go as they are (`allowReserved`). */
  reserved?: true;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required: boolean;
  shape: Shape;
  writing: Writing;
  node: SpecNode;
}

export interface Body {
  kind: 'json' | 'form' | 'multipart' | 'binary';
  /** Of `binary`, and of JSON that is not `application/json`. */
  mediaType?: string;
  shape: Shape;
  required: boolean;
  /** How fields of a form are written, where its description says it. */
  writings?: ReadonlyMap<string, Writing>;
}

/** What comes with one status of success. */
export interface StatusAnswer {
  /** `200`, or `2XX` for those that are not described by themselves. */
  status: string;
  kind: 'json' | 'text' | 'none';
  shape: Shape;
  /** The schema as it stands in the description, for its types. */
  schema: SpecNode | undefined;
  /** Members that it may not show, though servers send them. */
  writeOnly?: readonly WriteOnly[];
  /** Its media type, where that is not `application/json`. */
  type?: string;
}

export interface Answer extends Omit<StatusAnswer, 'status'> {
  status: number;
  /** It has a `Link` header. */
  link: boolean;
  /** What comes with other statuses of success. */
  others: readonly StatusAnswer[];
}

/** A credential that has to be sent as a parameter. */
export interface NeededParameter {
  in: string;
  name: string;
}
