/** What Rolekit's own packages share of a plugin that follows a base; it promises nothing. */

export * from '../overlay/index.ts';
