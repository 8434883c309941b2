// What only some processes need, as one part, see `calls.ts`.
export { describeConnector } from '../../connector/describe.ts';
export { BehindFront, connectOfficial, StreamTransport } from '../mcp/official-server.ts';
export { oauthFlags } from '../oauth/flags.ts';
export { checkConnection } from '../plugin/check-connection.ts';
export { startHttpServer } from './http-server.ts';
