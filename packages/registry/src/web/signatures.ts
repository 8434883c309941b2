import { type Html, html, versionPath } from '@rolekit/sdk/internal';
import { shortKeyId, type VerifiedVersion } from '@rolekit/sdk/internal/signing';
import type { FullVersion } from '../store/catalogue.ts';

/** Who signed a version, and which workflow published it. */
export function signatures(shown: FullVersion, verified: VerifiedVersion | undefined): Html {
  const link = html`<a href="${versionPath(shown, shown.version)}/attestations">Statements</a>`;
  if (verified === undefined)
    return html`<dt>Signed</dt><dd><strong>no signature of this registry is right</strong></dd>`;
  const { publisherKey, workflow, publishedBeforeSigning } = verified;
  return html`<dt>Signed</dt><dd>${publishedBeforeSigning ? 'by the registry, after it found this older version whole' : 'by the registry when it was published'}. ${link}</dd>
${publisherKey === null ? null : html`<dt>Publisher’s key</dt><dd><code>${shortKeyId(publisherKey)}</code></dd>`}
${workflow === null ? null : html`<dt>Built by</dt><dd>${source(workflow)}</dd>`}`;
}

function source({ repository, workflow, commit, run }: NonNullable<VerifiedVersion['workflow']>): Html {
  const place = (url: string, text: string) =>
    /^https?:/.test(url) ? html`<a rel="nofollow noopener" href="${url}">${text}</a>` : html`${text}`;
  return html`<code>${workflow}</code> of ${place(repository, repository)}${commit === null ? null : html` at <code>${commit.slice(0, 12)}</code>`}${run === null ? null : html` (${place(run, 'run')})`}`;
}
