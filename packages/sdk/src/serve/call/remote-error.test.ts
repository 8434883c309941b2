import { expect, it } from 'vitest';
import { RolekitError } from '../../errors.ts';
import { remoteError } from './remote-error.ts';

const call = { name: 'notes_list_notes', principal: 'https://login.example.com|ada' };
const told = (error: RolekitError) => remoteError({ home: '/home/server', onProblem: () => {} }, call, error);

it('takes the server’s home folder out of whatever a connector says', () => {
  const reason = '/home/server/.rolekit/people/1f/Shop/a.csv is not in a folder (/home/server/.rolekit/people/1f/In)';
  expect(told(new RolekitError('RK_FORBIDDEN', { connector: 'Shop', reason }))).toMatchObject({
    code: 'RK_FORBIDDEN',
    message: 'Shop refused: ~/.rolekit/people/1f/Shop/a.csv is not in a folder (~/.rolekit/people/1f/In)',
  });
});

it('leaves an error alone that says nothing of the server', () => {
  const error = new RolekitError('RK_RATE_LIMITED', { connector: 'Shop', seconds: 3 });
  expect(told(error)).toBe(error);
  const denied = new RolekitError('RK_POLICY_DENIED', { tool: 'shop_delete', source: 'the plugin shop' });
  expect(told(denied)).toBe(denied);
});
