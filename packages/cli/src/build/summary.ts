import type { Finding } from '@rolekit/sdk';
import type { ListedWord } from '@rolekit/sdk/internal/words';
import { verifiedLine } from '../registry/verifying-registry.ts';
import { renderFindings } from '../report.ts';
import type { Out } from '../terminal.ts';
import type { BuiltConnector, ComposedBundle } from './types.ts';

/** What `build`, `pack` and `publish` say of a bundle. */
export interface BundleSummary {
  /** `namespace/name` */
  plugin: string;
  version: string;
  digest: string;
  toolsetDigest: string;
  connectors: BuiltConnector[];
  verified: ComposedBundle['verified'];
  /** Tools listed by default, and all. */
  tools: { listed: number; all: number };
  /** Estimated tokens of the tools listed by default. */
  tokens: number;
  skills: number;
  /** Of `words.yaml`, with who reads each. */
  words?: ListedWord[];
  files: number;
  /** Bytes of all files. */
  size: number;
  /** Warnings and notes. */
  findings: Finding[];
}

export function summaryOf({
  manifest,
  files,
  tools,
  connectors,
  verified,
  words,
  digest,
  findings,
}: ComposedBundle): BundleSummary {
  const entries = tools.connectors.flatMap((connector) => connector.tools);
  return {
    plugin: `${manifest.extensions['dev.rolekit'].namespace}/${manifest.name}`,
    version: manifest.version,
    digest,
    toolsetDigest: tools.toolsetDigest,
    connectors,
    verified,
    tools: { listed: entries.filter(({ enabled }) => enabled).length, all: entries.length },
    tokens: tools.tokens,
    skills: files.filter(({ path }) => /^skills\/[^/]+\/SKILL\.md$/.test(path)).length,
    ...(words === undefined ? {} : { words }),
    files: files.length,
    size: files.reduce((sum, { bytes }) => sum + bytes.length, 0),
    findings,
  };
}

export function renderSummary(summary: BundleSummary, out: Out): void {
  renderFindings(summary.findings, out);
  const { paint } = out;
  const connectors = summary.connectors.map(({ name, from, version }) => {
    return [name, ...(version ? [version] : []), `(${from})`].join(' ');
  });
  const { listed, all } = summary.tools;
  out.table([
    [paint.bold(summary.plugin), summary.version],
    ['connectors', connectors.join(', ') || 'none'],
    ['tools', `${listed === all ? all : `${listed} of ${all}`}, about ${summary.tokens} tokens`],
    ['skills', String(summary.skills)],
    ...(summary.words ? [['words', wordsLine(summary.words)]] : []),
    ['files', `${summary.files}, ${kilobytes(summary.size)}`],
    ['digest', summary.digest],
    ['toolset', summary.toolsetDigest],
    ...verifiedRows(summary.verified),
  ]);
}

/** `12, 9 read by skills, 2 by tools` */
export function wordsLine(words: readonly ListedWord[]): string {
  const skills = words.filter((word) => word.skills.length > 0).length;
  const tools = words.filter((word) => word.tools.length > 0).length;
  return `${words.length}, ${skills} read by skills, ${tools} by tools`;
}

function verifiedRows(verified: BundleSummary['verified']): string[][] {
  return Object.entries(verified).map(([plugin, found]) => [
    found === null ? 'unsigned' : 'verified',
    `${plugin} ${verifiedLine(found)}`,
  ]);
}

export function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KiB`;
}
