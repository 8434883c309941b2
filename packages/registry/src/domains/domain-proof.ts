import { Resolver } from 'node:dns/promises';
import { createDialer, type Dialer, isPrivateHost, PRIVATE_ADDRESS } from '@rolekit/sdk/internal';
import type { DomainFinding } from '../store/domains.ts';

/** What a domain has to show, and where. */
export interface Claim {
  namespace: string;
  domain: string;
  token: string;
}

/** Where names and pages are asked for; what tests replace. */
export interface ProofNetwork {
  /** Name servers. @default those of the system */
  servers?: readonly string[];
  /** @default that of the system */
  lookup?: Parameters<typeof createDialer>[1];
  /** Certificates (PEM) that are trusted beside those of Node. */
  extraCa?: string;
  /** @default 443 */
  port?: number;
  /** Milliseconds for each of the two places. @default 10000 */
  timeout?: number;
}

const MAX_RECORDS = 100;
const MAX_RECORD_LENGTH = 1000;
const MAX_FILE_BYTES = 4096;

/** The line that proves a domain, as a TXT record and as a line of the file. */
export function proofLine({ namespace, token }: Claim): string {
  return `rolekit-namespace=${namespace}; token=${token}`;
}

/** Name of the TXT record. */
export function recordName({ domain }: Pick<Claim, 'domain'>): string {
  return `_rolekit.${domain}`;
}

/** Address of the file. */
export function fileAddress({ domain }: Pick<Claim, 'domain'>, port = 443): string {
  return `https://${domain}${port === 443 ? '' : `:${port}`}/.well-known/rolekit-namespace`;
}

/** Looks for the line of a claim: in DNS, else in a file of the domain's own web server. */
export class DomainProof {
  readonly #network: ProofNetwork;
  readonly #timeout: number;
  readonly #isPrivateAllowed: (origin: string) => boolean;
  readonly #dial: Dialer;

  /** @param privateOrigins origins at private addresses that may be asked: a company's own */
  constructor(privateOrigins: readonly string[], network: ProofNetwork = {}) {
    this.#network = network;
    this.#timeout = network.timeout ?? 10_000;
    this.#isPrivateAllowed = (origin) => privateOrigins.includes(origin);
    this.#dial = createDialer(network.extraCa === undefined ? {} : { extraCa: network.extraCa }, network.lookup);
  }

  async find(claim: Claim): Promise<DomainFinding> {
    const inDns = await this.#inDns(claim);
    if (inDns === undefined) return { method: 'dns' };
    const inFile = await this.#inFile(claim);
    if (inFile === undefined) return { method: 'https' };
    return { problem: `${inDns}; ${inFile}` };
  }

  /** @returns why it is not there */
  async #inDns(claim: Claim): Promise<string | undefined> {
    const name = recordName(claim);
    const resolver = new Resolver({ timeout: this.#timeout / 4, tries: 2 });
    if (this.#network.servers !== undefined) resolver.setServers(this.#network.servers);
    // what takes longer than all tries ends here
    const timer = setTimeout(() => resolver.cancel(), this.#timeout);
    try {
      // an alias is somebody else's zone: one with a wildcard would answer for this name too
      const aliases = await resolver.resolveCname(name).catch(noneOf);
      if (aliases.length > 0) return `DNS: ${name} is an alias, which proves nothing`;
      const records = (await resolver.resolveTxt(name).catch(noneOf)).map((parts) => parts.join(''));
      if (records.length > MAX_RECORDS) return `DNS: ${name} has more than ${MAX_RECORDS} records`;
      if (records.length === 0) return `DNS: ${name} has no TXT record`;
      const isThere = records.some((record) => record.length <= MAX_RECORD_LENGTH && isProof(record, claim));
      return isThere ? undefined : `DNS: no TXT record of ${name} is this one`;
    } catch (error) {
      return `DNS: ${name} cannot be looked up (${codeOf(error)})`;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @returns why it is not there */
  async #inFile(claim: Claim): Promise<string | undefined> {
    const address = fileAddress(claim, this.#network.port);
    const { origin } = new URL(address);
    const isAllowed = this.#isPrivateAllowed(origin);
    if (!isAllowed && isPrivateHost(claim.domain)) return `${address} is at a private address`;
    const signal = AbortSignal.timeout(this.#timeout);
    try {
      const dispatcher = await this.#dial(claim.domain, isAllowed);
      const init: object = { redirect: 'manual', signal, headers: { accept: 'text/plain' }, dispatcher };
      const response = await fetch(address, init);
      if (response.status !== 200) {
        await response.body?.cancel();
        return `${address} answers ${response.status}${response.status >= 300 && response.status < 400 ? ', and is not followed' : ''}`;
      }
      const text = await limitedText(response);
      if (text === undefined) return `${address} is larger than ${MAX_FILE_BYTES} bytes`;
      const isThere = text.split('\n').some((line) => isProof(line, claim));
      return isThere ? undefined : `${address} does not have this line`;
    } catch (error) {
      const code = codeOf(error);
      return code === PRIVATE_ADDRESS ? `${address} is at a private address` : `${address} cannot be read (${code})`;
    }
  }
}

/** Spaces around the parts are the only freedom. */
function isProof(line: string, claim: Claim): boolean {
  return line.trim().replaceAll(/\s*([=;])\s*/g, '$1') === proofLine(claim).replaceAll('; ', ';');
}

async function limitedText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // leaving the loop ends the connection
    if (size > MAX_FILE_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A name without records of a kind, or that is not there, is no failure. */
function noneOf(error: unknown): never[] {
  if (['ENODATA', 'ENOTFOUND'].includes(codeOf(error))) return [];
  throw error;
}

/** What it is called, without what was sent. */
function codeOf(error: unknown): string {
  const causes = [error, error instanceof Error ? error.cause : undefined];
  for (const cause of causes)
    if (typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string')
      return cause.code;
  return error instanceof Error && error.name === 'TimeoutError' ? 'ETIMEOUT' : 'failed';
}
