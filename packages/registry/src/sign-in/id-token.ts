import type { CiRunFacts } from '@rolekit/sdk/internal/signing';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { RegistryError } from '../errors.ts';

/** What a CI's platform says of the run that asks. */
export interface CiRun {
  issuer: string;
  /** `owner/name`. */
  repository: string;
  /** Number of the repository at the platform; undefined where it says none. */
  repositoryId: string | undefined;
  /** File of the workflow: `release.yml`. */
  workflow: string;
  environment: string | null;
  /** Identifies the token itself. */
  id: string;
  expiresAt: string;
  /** For the statement on what it publishes. */
  facts: CiRunFacts;
}

/** GitHub Actions and GitLab CI/CD as they are hosted by their makers. */
export const CI_ISSUERS = ['https://token.actions.githubusercontent.com', 'https://gitlab.com'];

/** As the platforms sign. */
const ALGORITHMS = ['RS256', 'ES256'];
const CLOCK_SECONDS = 60;
const TIMEOUT_MS = 10_000;
/** An ID token is of minutes; one that is good for longer is another thing. */
const MAX_AGE_SECONDS = 3600;

const discovered = z.object({ issuer: z.string(), jwks_uri: z.url() });
const github = z.object({
  repository: z.string(),
  repository_id: z.string().optional(),
  // the file of the run, not of what it calls
  workflow_ref: z.string(),
  environment: z.string().optional(),
  ref: z.string().optional(),
  sha: z.string().optional(),
  run_id: z.string().optional(),
  run_attempt: z.string().optional(),
});
const gitlab = z.object({
  project_path: z.string(),
  project_id: z.string().optional(),
  ci_config_ref_uri: z.string(),
  environment: z.string().optional(),
  ref_path: z.string().optional(),
  sha: z.string().optional(),
  pipeline_id: z.string().optional(),
});

/** Checks ID tokens of the CI platforms that the registry believes. */
export class IdTokens {
  readonly #issuers: readonly string[];
  readonly #now: () => Date;
  readonly #keys = new Map<string, JWTVerifyGetKey>();

  constructor(issuers: readonly string[], now: () => Date) {
    this.#issuers = issuers;
    this.#now = now;
  }

  isKnown(issuer: string): boolean {
    return this.#issuers.includes(issuer);
  }

  /** @throws RK_ID_TOKEN_REFUSED, RK_PROVIDER_FAILED */
  async verify(token: string, audience: string): Promise<CiRun> {
    const issuer = issuerIn(token);
    if (issuer === undefined || !this.isKnown(issuer)) throw refused('its issuer is none that this registry believes');
    const keys = await this.#keysOf(issuer);
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_SECONDS,
        currentDate: this.#now(),
        maxTokenAge: MAX_AGE_SECONDS,
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      return runOf(issuer, payload);
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      if (error instanceof errors.JWTExpired) throw refused('it has expired', error);
      if (error instanceof errors.JWTClaimValidationFailed) throw refused(`its ${error.claim} is not right`, error);
      if (error instanceof errors.JOSEError && error.code !== 'ERR_JWKS_TIMEOUT')
        throw refused('its signature is not right', error);
      this.#keys.delete(issuer);
      throw new RegistryError(
        'RK_PROVIDER_FAILED',
        { provider: new URL(issuer).host, reason: 'its keys cannot be read' },
        { cause: error },
      );
    }
  }

  async #keysOf(issuer: string): Promise<JWTVerifyGetKey> {
    const known = this.#keys.get(issuer);
    if (known) return known;
    const failed = (reason: string, cause?: unknown) =>
      new RegistryError('RK_PROVIDER_FAILED', { provider: new URL(issuer).host, reason }, { cause });
    const answer = await fetch(`${issuer}/.well-known/openid-configuration`, {
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
      .then((response) => response.json() as Promise<unknown>)
      .catch((cause: unknown) => {
        throw failed('it does not answer', cause);
      });
    const parsed = discovered.safeParse(answer);
    if (!parsed.success || parsed.data.issuer !== issuer) throw failed('it says that it is another one');
    const keys = createRemoteJWKSet(new URL(parsed.data.jwks_uri), { timeoutDuration: TIMEOUT_MS });
    this.#keys.set(issuer, keys);
    return keys;
  }
}

function runOf(issuer: string, payload: JWTPayload): CiRun {
  const about = {
    issuer,
    id: `${issuer} ${payload.jti ?? `${payload.sub} ${payload.iat}`}`,
    expiresAt: timeOf(payload.exp),
  };
  const hub = github.safeParse(payload);
  if (hub.success) {
    const { repository, repository_id, workflow_ref, environment, ref, sha, run_id, run_attempt } = hub.data;
    const address = `${siteOf(issuer)}/${repository}`;
    return {
      ...about,
      repository,
      repositoryId: repository_id,
      workflow: fileOf(workflow_ref),
      environment: environment ?? null,
      facts: {
        issuer,
        repository: address,
        repositoryId: repository_id ?? null,
        workflow: workflow_ref,
        ref: ref ?? null,
        commit: sha ?? null,
        run: run_id === undefined ? null : `${address}/actions/runs/${run_id}/attempts/${run_attempt ?? 1}`,
        environment: environment ?? null,
      },
    };
  }
  const lab = gitlab.safeParse(payload);
  if (!lab.success) throw refused('it does not say which workflow of which repository asks');
  const { project_path: repository, project_id, ci_config_ref_uri, environment, ref_path, sha, pipeline_id } = lab.data;
  const address = `${siteOf(issuer)}/${repository}`;
  return {
    ...about,
    repository,
    repositoryId: project_id,
    workflow: fileOf(ci_config_ref_uri),
    environment: environment ?? null,
    facts: {
      issuer,
      repository: address,
      repositoryId: project_id ?? null,
      workflow: ci_config_ref_uri,
      ref: ref_path ?? null,
      commit: sha ?? null,
      run: pipeline_id === undefined ? null : `${address}/-/pipelines/${pipeline_id}`,
      environment: environment ?? null,
    },
  };
}

/** Where the platform of an issuer shows its repositories. */
function siteOf(issuer: string): string {
  return issuer === 'https://token.actions.githubusercontent.com' ? 'https://github.com' : new URL(issuer).origin;
}

/** `acme/sales/.github/workflows/release.yml@refs/heads/main` is `release.yml`. */
function fileOf(reference: string): string {
  const path = reference.split('@', 1)[0] ?? '';
  return path.slice(path.lastIndexOf('/') + 1);
}

function timeOf(seconds: number | undefined): string {
  return new Date((seconds ?? 0) * 1000).toISOString();
}

/** Read before anything is believed, only to know whose keys to ask. */
function issuerIn(token: string): string | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const { iss } = z.object({ iss: z.string() }).parse(payload);
    return iss;
  } catch {
    return undefined;
  }
}

function refused(reason: string, cause?: unknown): RegistryError {
  return new RegistryError('RK_ID_TOKEN_REFUSED', { reason }, { cause });
}
