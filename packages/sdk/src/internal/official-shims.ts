// What the official server imports as its `_shims`. In `dist` it is a file of its own: a build of a plugin leaves it out.
export { default as process } from 'node:process';
export { AjvJsonSchemaValidator as DefaultJsonSchemaValidator } from '@modelcontextprotocol/server/validators/ajv';
