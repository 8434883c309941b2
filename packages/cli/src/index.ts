export { type Io, runRolekit } from './main.ts';
