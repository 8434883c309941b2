import { z } from 'zod';
import type { Envelope } from './envelope.ts';
import type { PublicKey, Signer } from './keys.ts';
import { openStatement, signStatement, type VersionSubject } from './statement.ts';

/** The run of a CI that published a version, as the platform's ID token says. */
export interface CiRunFacts {
  /** Issuer of the ID token. */
  issuer: string;
  /** Address of the repository: `https://github.com/acme/plugins`. */
  repository: string;
  /** Number of the repository at the platform; a name can be given to another. */
  repositoryId: string | null;
  /** File of the workflow with its ref: `acme/plugins/.github/workflows/release.yml@refs/heads/main`. */
  workflow: string;
  /** Ref that it ran for: `refs/heads/main`. */
  ref: string | null;
  /** Commit that it ran for. */
  commit: string | null;
  /** The run at the platform. */
  run: string | null;
  environment: string | null;
}

/** https://slsa.dev/spec/v1.0/provenance. */
export const PROVENANCE = 'https://slsa.dev/provenance/v1';
/** How the fields of a trusted publication are meant; docs/security.md explains them. */
const BUILD_TYPE = 'https://rolekit.dev/build-types/trusted-publishing/v1';

const provenance = z.object({
  buildDefinition: z.object({
    buildType: z.literal(BUILD_TYPE),
    externalParameters: z.object({
      workflow: z.object({ repository: z.string(), path: z.string(), ref: z.string().optional() }),
      environment: z.string().optional(),
    }),
    internalParameters: z.object({ repositoryId: z.string().optional() }),
    resolvedDependencies: z.array(z.object({ uri: z.string(), digest: z.object({ gitCommit: z.string() }) })),
  }),
  runDetails: z.object({
    builder: z.object({ id: z.string() }),
    metadata: z.object({ invocationId: z.string().optional() }),
  }),
});

/** States with SLSA's words which run published a version; the registry signs it, which checked the platform's token. */
export function signProvenance(version: VersionSubject, run: CiRunFacts, signer: Signer): Envelope {
  const { repository, ref, commit, environment, repositoryId } = run;
  const predicate: z.infer<typeof provenance> = {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: {
        workflow: { repository, path: run.workflow, ...(ref === null ? {} : { ref }) },
        ...(environment === null ? {} : { environment }),
      },
      internalParameters: repositoryId === null ? {} : { repositoryId },
      resolvedDependencies:
        commit === null
          ? []
          : [{ uri: `git+${repository}${ref === null ? '' : `@${ref}`}`, digest: { gitCommit: commit } }],
    },
    runDetails: {
      builder: { id: run.issuer },
      metadata: run.run === null ? {} : { invocationId: run.run },
    },
  };
  return signStatement(version, PROVENANCE, predicate, signer);
}

/** @throws RK_SIGNATURE_INVALID */
export function openProvenance(envelope: unknown, version: VersionSubject, keys: readonly PublicKey[]): CiRunFacts {
  const what = 'the provenance';
  const { predicate } = openStatement(envelope, version, PROVENANCE, provenance, keys, what);
  const { externalParameters, internalParameters, resolvedDependencies } = predicate.buildDefinition;
  return {
    issuer: predicate.runDetails.builder.id,
    repository: externalParameters.workflow.repository,
    repositoryId: internalParameters.repositoryId ?? null,
    workflow: externalParameters.workflow.path,
    ref: externalParameters.workflow.ref ?? null,
    commit: resolvedDependencies[0]?.digest.gitCommit ?? null,
    run: predicate.runDetails.metadata.invocationId ?? null,
    environment: externalParameters.environment ?? null,
  };
}
