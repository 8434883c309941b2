import type { PolicyChange, PolicyHistory, RegistryPolicy, SignedPolicy } from './registry-wire.ts';
import { requestJson, type Transport } from './request.ts';
import { shapes } from './response-schemas.ts';

/** What the company allows, as a registry keeps it. */
export interface PolicyClient {
  /** What the company allows. */
  policy(): Promise<RegistryPolicy>;
  /** The same, signed, with what a policy looks at of these versions: `namespace/name@version`. */
  policySnapshot(plugins: readonly string[]): Promise<SignedPolicy>;
  /** Sets it, or takes it away with null; a dry run says what it would refuse. For administrators. */
  setPolicy(policy: object | null, options?: { dryRun?: boolean }): Promise<PolicyChange>;
  /** Every policy that was set, newest first. For administrators. */
  policyHistory(): Promise<PolicyHistory>;
}

export function policyClient(transport: Transport): PolicyClient {
  return {
    policy: () => requestJson(transport, '/v1/policy', shapes.policy),
    policySnapshot: (plugins) => {
      const query = plugins.map((plugin) => `plugin=${encodeURIComponent(plugin)}`).join('&');
      return requestJson(transport, `/v1/policy/snapshot${query === '' ? '' : `?${query}`}`, shapes.signedPolicy);
    },
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
