/** What Rolekit's own packages share of what a company allows; it promises nothing. */

export * from '../policy/index.ts';
