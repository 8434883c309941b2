import { expect, test } from 'vitest';
import { domainStatus } from './render-domains.ts';

const DOMAIN = { domain: 'acme.example', method: null, provenAt: null, failingSince: null };
const PROVEN = { ...DOMAIN, method: 'dns', provenAt: '2026-11-20T10:00:00.000Z' } as const;

test.each([
  [{ ...DOMAIN, status: 'pending' }, 'not proven'],
  [{ ...PROVEN, status: 'proven' }, 'proven in DNS, last on 2026-11-20'],
  [{ ...PROVEN, method: 'https', status: 'proven' }, 'proven on its web server, last on 2026-11-20'],
  [
    { ...PROVEN, failingSince: '2026-11-21T10:00:00.000Z', status: 'failing' },
    'proven until 2026-11-20; not found since 2026-11-21',
  ],
  [
    { ...PROVEN, failingSince: '2026-11-21T10:00:00.000Z', status: 'lost' },
    'no longer proven: not found since 2026-11-21',
  ],
] as const)('%j is %s', (domain, text) => expect(domainStatus(domain)).toBe(text));
