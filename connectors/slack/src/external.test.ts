import { expect, it } from 'vitest';
import { isExternal } from './client.ts';

const person = (team_id: string | undefined, enterprise_id?: string) => ({
  id: 'U0BM00001',
  name: 'ada',
  profile: {},
  ...(team_id === undefined ? {} : { team_id }),
  ...(enterprise_id === undefined ? {} : { enterprise_user: { enterprise_id } }),
});

it('takes nobody of the own workspace or organisation for an outsider, and everybody of another', () => {
  const alone = { user_id: 'U0BM00004', team_id: 'T1' };
  const inOrganisation = { ...alone, enterprise_id: 'E1' };
  expect(isExternal(person('T1'), alone)).toBe(false);
  expect(isExternal(person(undefined), alone)).toBe(false);
  expect(isExternal(person('T2'), alone)).toBe(true);
  expect(isExternal(person('T2', 'E1'), inOrganisation)).toBe(false);
  expect(isExternal(person('T2', 'E2'), inOrganisation)).toBe(true);
  expect(isExternal(person('T2', 'E2'), alone)).toBe(true);
});
