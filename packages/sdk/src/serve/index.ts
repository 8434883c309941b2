export { structuredOf, TOOL_ERROR, type ToolErrorData, toolErrorOf } from '../tool-error.ts';
export type { ApprovalPageOptions } from './approval-page/open-page.ts';
export type { HttpOptions, HttpServing } from './endpoint/http-options.ts';
export { serveHttp } from './endpoint/serve-http.ts';
export { type StdioHandle, serveStdio } from './endpoint/serve-stdio.ts';
export type { OAuthAlgorithm, OAuthOptions } from './oauth/options.ts';
export { type OpenConnection, openConnection } from './plugin/open-connection.ts';
export { servedFrom } from './plugin/served-connector.ts';
export { signIn } from './plugin/sign-in.ts';
export type {
  CloseOptions,
  ExtendableServer,
  ExtendContext,
  KeptLimits,
  Opening,
  PrincipalSettings,
  RawTool,
  ServedConnector,
  ServedPlugin,
  ServeOptions,
} from './plugin/types.ts';
export type { AuditEntry } from './write/audit-log.ts';
