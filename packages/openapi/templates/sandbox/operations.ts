import type { Auth, Operation } from './types.ts';

export const AUTH: readonly Auth[] = [{ kind: 'scheme', scheme: 'Bearer', token: 'sandbox-key' }];

export const VALUES: Record<string, string> = { apiKey: 'sandbox-key' };

export const OPERATIONS: Operation[] = [
  {
    method: 'GET',
    path: '/notes',
    status: 200,
    role: 'list',
    reads: true,
    id: 'id',
    rows: 'notes',
    paging: { kind: 'none' },
    answer: { notes: [] },
    sample: { id: 'note', title: 'A note' },
  },
];
