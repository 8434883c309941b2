export {
  type GuardedRequest,
  type LoopbackRefusal,
  loopbackHosts,
  loopbackNames,
  loopbackRefusal,
  type OwnNames,
} from './guard.ts';
