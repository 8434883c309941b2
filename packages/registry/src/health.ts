import type { FastifyInstance } from 'fastify';
import { RegistryError } from './errors.ts';
import type { Blobs } from './store/blobs.ts';
import type { Catalogue } from './store/catalogue.ts';
import { storageError } from './store/storage-errors.ts';

/** After which who watches may look again. */
const RETRY_SECONDS = 2;

type Check = 'database' | 'archives';

/** What `/healthz` answers. */
export interface HealthAnswer {
  status: 'ok' | 'failing';
  /** Sequence number of the newest event. */
  events?: number;
  failed?: { check: Check; code: string; message: string; fix: string };
}

/** Whether the registry can read and write what it keeps. */
export class Health {
  readonly #catalogue: Catalogue;
  readonly #blobs: Blobs;
  /** A broken database does not mend itself, and the next page that is read may be a whole one. */
  #broken: RegistryError | undefined;

  constructor(catalogue: Catalogue, blobs: Blobs) {
    this.#catalogue = catalogue;
    this.#blobs = blobs;
  }

  /** Notes an error that a request ended in. */
  note(error: RegistryError): void {
    if (error.code === 'RK_DATABASE_BROKEN') this.#broken ??= error;
  }

  async check(): Promise<HealthAnswer> {
    try {
      if (this.#broken !== undefined) return failing('database', this.#broken);
      await this.#catalogue.probe();
      const events = await this.#catalogue.head();
      const archives = await this.#probeArchives();
      return archives === undefined ? { status: 'ok', events } : failing('archives', archives);
    } catch (error) {
      return failing('database', coded(error));
    }
  }

  async #probeArchives(): Promise<RegistryError | undefined> {
    try {
      await this.#blobs.probe();
      return undefined;
    } catch (error) {
      return coded(error);
    }
  }
}

function coded(error: unknown): RegistryError {
  return storageError(error) ?? new RegistryError('RK_STORAGE_FAILED', { reason: 'see its log' }, { cause: error });
}

function failing(check: Check, { code, message, fix }: RegistryError): HealthAnswer {
  return { status: 'failing', failed: { check, code, message, fix } };
}

/** For whoever watches the registry: 200, or 503 with the check that failed. */
export function healthRoute(app: FastifyInstance, health: Health): void {
  app.get('/healthz', { config: { access: 'anybody' }, schema: { hide: true } }, async (request, reply) => {
    const answer = await health.check();
    if (answer.failed !== undefined) request.log.error({ health: answer.failed }, 'not healthy');
    return reply
      .code(answer.status === 'ok' ? 200 : 503)
      .headers({ 'cache-control': 'no-store', ...(answer.failed && { 'retry-after': String(RETRY_SECONDS) }) })
      .send(answer);
  });
}
