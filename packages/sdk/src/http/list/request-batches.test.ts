import { describe, expect, it } from 'vitest';
import { RolekitError } from '../../errors.ts';
import { inBatches } from './request-batches.ts';

const { signal } = new AbortController();
const tooLarge = () => new RolekitError('RK_TOO_LARGE', { reason: 'too much', hint: 'less' });

describe('batches of ids', () => {
  it('fail as a whole when one fails', async () => {
    const fetch = async (ids: string[]) => {
      if (ids.includes('c')) throw new RolekitError('RK_FORBIDDEN', { connector: 'shop', reason: 'no' });
      return ids;
    };
    await expect(inBatches(['a', 'b', 'c'], { most: 2, signal }, fetch)).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('are cut in half while they are too large, down to one id', async () => {
    const sizes: number[] = [];
    const fetch = async (ids: string[]) => {
      sizes.push(ids.length);
      if (ids.length > 2) throw tooLarge();
      return ids;
    };
    expect(await inBatches(['a', 'b', 'c', 'd', 'e'], { most: 9, signal }, fetch)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(sizes).toEqual([5, 3, 2, 1, 2]);
    await expect(inBatches(['a'], { most: 9, signal }, () => Promise.reject(tooLarge()))).rejects.toThrow('too much');
  });

  it('come back in the order of the ids, and say how far they are', async () => {
    const said: string[] = [];
    const progress = (_: number, __?: number, message = '') => said.push(message);
    const rows = await inBatches(['a', 'b', 'c'], { most: 2, signal, progress }, async (ids) =>
      ids.map((id) => `${id}!`),
    );
    expect(rows).toEqual(['a!', 'b!', 'c!']);
    expect(said).toEqual(['0 of 3 ids', '2 of 3 ids', '3 of 3 ids']);
  });
});
