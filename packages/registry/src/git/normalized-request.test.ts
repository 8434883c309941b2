import { expect, it } from 'vitest';
import { plainRequest } from './normalized-request.ts';

const packet = (text: string) => (text.length + 4).toString(16).padStart(4, '0') + text;
const plain = (request: string) => plainRequest(Buffer.from(request)).toString();
const COMMIT = 'a'.repeat(40);

it('leaves out who asks in protocol 2', () => {
  const asked = [
    packet('object-format=sha1'),
    '0001',
    packet('ofs-delta'),
    packet(`want ${COMMIT}\n`),
    packet('done\n'),
    '0000',
  ];
  expect(plain([packet('command=fetch'), packet('agent=git/2.39.5'), packet('session-id=1'), ...asked].join(''))).toBe(
    [packet('command=fetch'), ...asked].join(''),
  );
});

it('leaves out who asks in the older protocols', () => {
  const rest = `${packet('deepen 1')}0000${packet('done\n')}`;
  expect(plain(packet(`want ${COMMIT} multi_ack side-band-64k agent=git/2.39.5 session-id=7\n`) + rest)).toBe(
    packet(`want ${COMMIT} multi_ack side-band-64k\n`) + rest,
  );
});

it.each(['', '0000', 'garbage', '00', 'ffffshort', '0003', `${packet('command=fetch')}zz`])(
  'leaves %j as it is',
  (request) => expect(plain(request)).toBe(request),
);
