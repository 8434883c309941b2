// What only some processes need, as one part, see `calls.ts`.
export { describeConnector } from '../connector/describe.ts';
export { checkConnection } from './check.ts';
export { startHttpServer } from './http-server.ts';
export { oauthFlags } from './oauth/flags.ts';
export { BehindFront, connectOfficial } from './official.ts';
export { recordOpening } from './opening.ts';
export { remoteError } from './remote-error.ts';
export { writeTool } from './write.ts';
