import { RolekitError } from '../../errors.ts';
import { type Dispatcher, globalDispatchers } from './dial.ts';

/** What has come over the wire of one answer's body: as it was sent, so compressed where it is. */
export interface Received {
  bytes: number;
  /** Told when it is more than this: compressed data may go on for ever and hold nothing. */
  readonly most: number;
  onMore(): void;
}

type Dispatch = (options: unknown, handler: object) => boolean;

/**
 * A dispatcher for one request that counts what comes of the answer's body before `fetch` decompresses it: only so can a
 * body without a length be held to a ratio.
 *
 * @param inner what dials; Node's own when there is none
 */
export function countReceived(inner: Dispatcher | undefined, received: Received): Dispatcher {
  return {
    dispatch(options: unknown, handler: object) {
      // asked for only now: Node sets its own up with the first fetch
      const dispatcher = inner ?? ownDispatcher();
      return (dispatcher.dispatch as Dispatch).call(dispatcher, options, counting(handler, received));
    },
  };
}

/** Names and argument of the event of a piece of the body, in undici's older and newer form of handlers. */
const PIECES: Readonly<Record<string, number>> = { onData: 0, onResponseData: 1 };

function counting(handler: object, received: Received): object {
  return new Proxy(handler, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const at = typeof name === 'string' ? PIECES[name] : undefined;
      return (...args: unknown[]) => {
        if (at !== undefined) {
          received.bytes += (args[at] as Uint8Array).byteLength;
          // in this event only: the one that tells of the error has to get through
          if (received.bytes > received.most) received.onMore();
        }
        return Reflect.apply(value, target, args);
      };
    },
  });
}

export function tooLarge(bytes: number): RolekitError {
  return new RolekitError('RK_TOO_LARGE', {
    reason: `The answer is larger than ${bytes} bytes.`,
    hint: 'Ask for fewer rows or fields.',
  });
}

function ownDispatcher(): Dispatcher {
  const own = globalDispatchers().find(
    (dispatcher) => typeof (dispatcher as Partial<Dispatcher> | undefined)?.dispatch === 'function',
  );
  if (own) return own as Dispatcher;
  throw new RolekitError('RK_INTERNAL', {
    what: 'The count of compressed bytes',
    reference: `no dispatcher in Node ${process.version}`,
  });
}
