export { evaluatePlugin } from './evaluate.ts';
export type { EvalOptions } from './options.ts';
export { renderEval } from './render.ts';
export type { EvalReport } from './report.ts';
export { createSpending } from './spending.ts';
