/** What Rolekit's own packages share of the words of a plugin; it promises nothing. */

export * from '../words/index.ts';
