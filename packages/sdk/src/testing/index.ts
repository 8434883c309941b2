export {
  type Approve,
  type CalledTool,
  connectInMemory,
  type InMemoryHost,
  type InMemoryOptions,
} from './in-memory.ts';
