import { createHttpClient } from '../request/client.ts';
import type { ConnectorPolicy } from './policy.ts';

/** What a process of the test is told as its argument; it prints what became of each call, as JSON. */
export interface Calls {
  origin: string;
  home: string;
  account: string;
  policy: ConnectorPolicy;
  calls: number;
}

const { origin, home, account, policy, calls } = JSON.parse(process.argv[2] ?? '') as Calls;
const http = createHttpClient(
  { connector: 'shop', hosts: [], localOrigins: [origin], home, account },
  { baseUrl: origin, policy: { rateScope: 'user', maxWaitMs: 10, ...policy } },
);
const outcomes = await Promise.all(
  Array.from({ length: calls }, () =>
    http.request({ path: '/' }).then(
      ({ status }) => status,
      (error: { code: unknown }) => error.code,
    ),
  ),
);
process.stdout.write(JSON.stringify(outcomes));
