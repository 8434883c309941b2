export type { Io } from './io.ts';
export { runRolekit } from './main.ts';
