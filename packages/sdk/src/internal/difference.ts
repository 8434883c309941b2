/** What Rolekit's own packages share of comparing plugins; it promises nothing. */
export * from '../difference/index.ts';
