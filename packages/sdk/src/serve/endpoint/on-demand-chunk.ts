// Loaded as one chunk by the processes that need any of it, see `call-chunk.ts`.
export { describeConnector } from '../../connector/describe.ts';
export { BehindFront, connectOfficial, StreamTransport } from '../mcp/official-server.ts';
export { oauthFlags } from '../oauth/flags.ts';
export { checkConnection } from '../plugin/check-connection.ts';
export { startHttpServer } from './http-server.ts';
