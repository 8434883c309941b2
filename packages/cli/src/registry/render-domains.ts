import type { Out } from '../terminal.ts';
import type { NamespaceState } from './namespace-changes.ts';

type Domain = NamespaceState['domains'][number];

/** The domains of a namespace, with what to publish for those that are not proven. */
export function renderDomains(domains: readonly Domain[], out: Out): void {
  if (domains.length === 0) return;
  out.line(out.paint.dim('domains'));
  out.table(
    domains.map((domain) => [domain.domain, domainStatus(domain)]),
    '  ',
  );
  for (const { domain, status, proof, problem } of domains) {
    if (status === 'proven' || proof === undefined) continue;
    out.line();
    out.line(`Publish this for ${domain}, as a TXT record of ${proof.record} or as a line of ${proof.file}:`);
    out.line(`  ${proof.line}`);
    if (problem) out.line(out.paint.dim(`The last look found: ${problem}`));
  }
}

/** How sure it is that a domain is of who owns the namespace. */
export function domainStatus({ status, method, provenAt, failingSince }: Domain): string {
  const day = (at: string | null) => at?.slice(0, 10) ?? '';
  const where = method === 'dns' ? 'in DNS' : 'on its web server';
  const texts = {
    pending: 'not proven',
    proven: `proven ${where}, last on ${day(provenAt)}`,
    failing: `proven until ${day(provenAt)}; not found since ${day(failingSince)}`,
    lost: `no longer proven: not found since ${day(failingSince)}`,
  };
  return texts[status];
}
