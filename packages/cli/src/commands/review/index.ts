import type { Approval, ApprovalDetail } from '@rolekit/sdk/wire';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { openRegistry } from '../../registry/open-registry.ts';
import { renderApproval, waitingFor } from '../../registry/render-approval.ts';
import { withTokenAdvice } from '../../registry/token-advice.ts';
import { exactVersion } from '../../registry/version-address.ts';
import type words from './words.ts';

type Reviewed = { registry: string } & ({ approvals: Approval[] } | { approval: ApprovalDetail });

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Reviewed> {
    const address = args.plugin === undefined ? undefined : exactVersion(args.plugin);
    const registry = await openRegistry({ registry: args.registry, tokenFile: args['token-file'] }, context);
    try {
      if (address) return { registry: registry.url, approval: await registry.approval(address.id, address.version) };
      return { registry: registry.url, ...(await registry.approvals({ all: args.all === true })) };
    } catch (error) {
      throw withTokenAdvice(error);
    }
  },
  render(reviewed, out) {
    if ('approval' in reviewed) return renderApproval(reviewed.approval, out);
    const { approvals, registry } = reviewed;
    if (approvals.length === 0) return out.line(`Nothing waits for you at ${registry}.`);
    out.table(approvals.map((approval) => [`${approval.id}@${approval.version}`, waitingFor(approval)]));
  },
});
