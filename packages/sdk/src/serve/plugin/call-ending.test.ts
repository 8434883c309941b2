import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadlines, Ending, endingOf } from './call-ending.ts';

describe('the end of a call', () => {
  it('is seen by a signal that is read only afterwards', () => {
    const ending = new Ending();
    ending.end('cancelled', 'gone');
    expect(ending.signal.aborted).toBe(true);
    expect(ending.signal.reason).toBe('gone');
  });

  it('reaches a signal that was read before, and only once', () => {
    const ending = new Ending();
    const aborted = vi.fn();
    ending.signal.addEventListener('abort', aborted);
    ending.end('timeout', 'late');
    ending.end('cancelled', 'gone');
    expect(aborted).toHaveBeenCalledTimes(1);
    expect(ending.by).toBe('timeout');
    expect(ending.signal.reason).toBe('late');
  });

  it('is told to who listens before and after', () => {
    const early = vi.fn();
    const late = vi.fn();
    const ending = new Ending();
    ending.onEnd(early);
    ending.end('cancelled');
    expect(early).toHaveBeenCalledTimes(1);
    ending.onEnd(late);
    expect(late).toHaveBeenCalledTimes(1);
  });

  it('does not come once the call has its answer', () => {
    const told = vi.fn();
    const ending = new Ending();
    ending.onEnd(told);
    const { signal } = ending;
    ending.settle();
    ending.end('cancelled');
    expect([told.mock.calls.length, signal.aborted, ending.by]).toEqual([0, false, undefined]);
  });

  it('comes with that of another signal, past or future', () => {
    expect(endingOf(AbortSignal.abort('gone')).signal.reason).toBe('gone');
    const controller = new AbortController();
    const ending = endingOf(controller.signal);
    expect(ending.by).toBeUndefined();
    controller.abort('later');
    expect(ending.by).toBe('cancelled');
  });
});

describe('deadlines', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('end each call when its own time is over, and none that was answered', () => {
    const deadlines = new Deadlines(1000, () => performance.now());
    const [first, answered, second] = [new Ending(), new Ending(), new Ending()];
    deadlines.start(first);
    deadlines.start(answered);
    vi.advanceTimersByTime(400);
    deadlines.start(second);
    deadlines.stop(answered);
    vi.advanceTimersByTime(599);
    expect(first.by).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect([first.by, answered.by, second.by]).toEqual(['timeout', undefined, undefined]);
    expect(first.signal.reason).toMatchObject({ name: 'TimeoutError' });
    vi.advanceTimersByTime(400);
    expect(second.by).toBe('timeout');
  });

  it('hold for calls that begin after a quiet time', () => {
    const deadlines = new Deadlines(1000, () => performance.now());
    const [before, after] = [new Ending(), new Ending()];
    deadlines.start(before);
    deadlines.stop(before);
    vi.advanceTimersByTime(5000);
    deadlines.start(after);
    vi.advanceTimersByTime(1000);
    expect([before.by, after.by]).toEqual([undefined, 'timeout']);
  });
});
