/** Milliseconds that calls in flight get when a server is asked to stop. */
export const CLOSE_GRACE_MS = 5000;

/** Milliseconds that a handler has to end by itself, and to stop what it started, once its call is over. */
export const HANDLER_GRACE_MS = 2000;

/** Milliseconds that the answer to a chunk of a batch gets once the call is over: what has begun should be known. */
export const CHUNK_GRACE_MS = 10_000;
