export { always, type Fault, type FaultKind, type FaultRequest, once, type Schedule, sometimes } from './fault.ts';
export {
  type Exchange,
  type FaultServer,
  type FaultServerOptions,
  type FaultStats,
  startFaultServer,
} from './server.ts';
