/**
 * What Rolekit's own packages share of texts for people; it promises nothing. It loads nothing besides: a command line
 * needs it at every start.
 */

export { type ErrorArguments, fill } from '../error-template.ts';
export { nearest } from '../suggest.ts';
