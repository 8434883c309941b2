import { auditCheckpoint } from '../audit/line.ts';
import { lineage } from './lineage-wire.ts';
import {
  attestationList,
  auditPage,
  changeList,
  channel,
  checkpointList,
  consistency,
  deviceAuthorization,
  domainList,
  errorBody,
  memberList,
  namespaceDetail,
  pluginDetail,
  pluginList,
  policyChange,
  policyHistory,
  publisherKeyList,
  publisherList,
  publishResult,
  registryKeys,
  registryPolicy,
  reportsTaken,
  signedIn,
  signedPolicy,
  versionDetail,
  versionSummary,
  whoAmI,
} from './registry-wire.ts';
import { approvalDetail, approvalList, versionStatus } from './review-wire.ts';

/** What registries from before these were kept do not send. */
const laterOfSummary = {
  yankedBy: versionSummary.shape.yankedBy.default(null),
  yankedAt: versionSummary.shape.yankedAt.default(null),
  deprecated: versionSummary.shape.deprecated.default(null),
};
const summary = versionSummary.extend(laterOfSummary);
const { ruleSet, folders, components, contract, refused, approvedBy, bases } = versionDetail.shape;
const { domains, approvals } = namespaceDetail.shape;
const { state, approval } = publishResult.shape;

/** What a client takes for the answers of `/v1`, of registries of earlier versions too; keys that it does not know are left out. */
export const shapes = {
  error: errorBody,
  audit: auditPage,
  checkpoint: auditCheckpoint,
  checkpoints: checkpointList,
  consistency,
  reportsTaken,
  list: pluginList,
  plugin: pluginDetail.extend({ versions: pluginDetail.shape.versions.element.extend(laterOfSummary).array() }),
  version: versionDetail.extend({
    ...laterOfSummary,
    ruleSet: ruleSet.default(1),
    folders: folders.default([]),
    components: components.default([]),
    contract: contract.default(null),
    refused: refused.default([]),
    approvedBy: approvedBy.default(null),
    bases: bases.default([]),
  }),
  published: publishResult.extend({ state: state.default('published'), approval: approval.default(null) }),
  channel,
  versionSummary: summary,
  changes: changeList,
  whoAmI,
  device: deviceAuthorization,
  signedIn,
  namespace: namespaceDetail.extend({ domains: domains.default([]), approvals: approvals.default(false) }),
  domains: domainList,
  members: memberList,
  publishers: publisherList,
  registryKeys,
  publisherKeys: publisherKeyList,
  attestations: attestationList,
  policy: registryPolicy,
  policyChange,
  policyHistory,
  status: versionStatus,
  lineage,
  approvals: approvalList,
  approval: approvalDetail,
  signedPolicy,
} as const;
