// What Rolekit's own packages share. It is no part of the public surface and changes without notice.

export { writeWhole } from './files/write-whole.ts';
export { exactYamlNumber } from './http/request/exact-json.ts';
export { isObject } from './is-object.ts';
export { refuseErrors } from './refuse-errors.ts';
