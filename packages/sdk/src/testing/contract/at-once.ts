import { Semaphore } from '../../http/request/semaphore.ts';

const places = new Semaphore(6);

/** Runs work that mostly waits, a few at once. */
export function atOnce<T>(work: () => Promise<T>): Promise<T> {
  return places.hold(undefined, work);
}
