import type { PolicyChange, PolicyHistory, RegistryPolicy } from './registry-wire.ts';
import { requestJson, type Transport } from './request.ts';
import { shapes } from './response-schemas.ts';

/** What the company allows, as a registry keeps it. */
export interface PolicyClient {
  /** What the company allows. */
  policy(): Promise<RegistryPolicy>;
  /** Sets it, or takes it away with null; a dry run says what it would refuse. For administrators. */
  setPolicy(policy: object | null, options?: { dryRun?: boolean }): Promise<PolicyChange>;
  /** Every policy that was set, newest first. For administrators. */
  policyHistory(): Promise<PolicyHistory>;
}

export function policyClient(transport: Transport): PolicyClient {
  return {
    policy: () => requestJson(transport, '/v1/policy', shapes.policy),
    setPolicy: (policy, { dryRun = false } = {}) =>
      policy === null
        ? requestJson(transport, '/v1/policy', shapes.policyChange, { method: 'DELETE' })
        : requestJson(transport, '/v1/policy', shapes.policyChange, {
            method: 'PUT',
            query: { dryRun: dryRun ? 'true' : undefined },
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(policy),
          }),
    policyHistory: () => requestJson(transport, '/v1/policy/history', shapes.policyHistory),
  };
}
