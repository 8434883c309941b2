import zlib from 'node:zlib';
import type { Finding } from '../finding.ts';
import type { PluginManifest } from '../plugin/types.ts';
import { Places } from '../tree/line-columns.ts';
import type { BundleFile } from '../tree/types.ts';

const RULES = '@secretlint/secretlint-rule-preset-recommend';
const MAX_FINDINGS = 20;
/** Time that one bundle may take, in milliseconds; what is left then is said. */
const TIME_LIMIT = 20_000;
/** Texts of minified code are one line; rules look at pieces, which overlap by more than any credential is long. */
const PIECE = 1024 * 1024;
const OVERLAP = 8192;

const FIX = 'Remove it and have it revoked; credentials belong in a profile.';

interface Hit {
  /** `GITHUB_TOKEN`: what kind it is, by the rule's own name. */
  kind: string;
  offset: number;
  value: string;
}

type Scan = (text: string) => Promise<Hit[]>;

/**
 * Finds credentials in every file by the rules of secretlint. What verifies itself, by a checksum or by a structure that
 * nothing else has, is an error; the rest is a warning, and a note once the manifest waives it with a reason. No finding
 * repeats a credential.
 */
export async function findCredentials(
  files: readonly BundleFile[],
  waivers: NonNullable<PluginManifest['extensions']['dev.rolekit']['waivers']> = [],
): Promise<Finding[]> {
  const scan = await loadRules();
  const reasons = new Map(waivers.map(({ path, reason }) => [path, reason]));
  const end = performance.now() + TIME_LIMIT;
  const findings: Finding[] = [];
  for (const { path, bytes } of files) {
    if (performance.now() > end) {
      findings.push(unread(path));
      continue;
    }
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    const hits = await hitsIn(text, scan);
    if (hits.length === 0) continue;
    const places = new Places(text);
    for (const hit of hits.slice(0, MAX_FINDINGS))
      findings.push({ ...findingOf(hit, hits, text, reasons.get(path)), file: path, ...places.at(hit.offset) });
  }
  return findings;
}

async function hitsIn(text: string, scan: Scan): Promise<Hit[]> {
  const hits = new Map<string, Hit>();
  for (let start = 0; start < text.length; start += PIECE - OVERLAP) {
    for (const hit of await scan(text.slice(start, start + PIECE)))
      hits.set(`${hit.kind} ${start + hit.offset}`, { ...hit, offset: start + hit.offset });
    if (start + PIECE >= text.length) break;
  }
  return [...hits.values()];
}

/** The rules are a quarter of a megabyte of patterns, and only the gate reads them. */
async function loadRules(): Promise<Scan> {
  const [{ lintSource }, { creator: rule }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const options = {
    noPhysicFilePath: true,
    config: {
      rules: [
        { id: RULES, rule, rules: [{ id: '@secretlint/secretlint-rule-aws', options: { enableIDScanRule: true } }] },
      ],
    },
  };
  return async (content) => {
    // A comment in what is checked must not turn the checks off.
    const source = {
      filePath: 'text.txt',
      content: content.replaceAll('secretlint-', 'secretlint '),
      ext: '.txt',
      contentType: 'text',
    } as const;
    const { messages } = await lintSource({ source, options });
    return messages.flatMap(({ messageId, range: [from, to] }) =>
      messageId === 'AWSAccountID' ? [] : [{ kind: messageId, offset: from, value: content.slice(from, to) }],
    );
  };
}

function findingOf(
  hit: Hit,
  all: readonly Hit[],
  text: string,
  reason: string | undefined,
): Pick<Finding, 'code' | 'severity' | 'message' | 'fix'> {
  const what = wordsOf(hit.kind);
  if (isSure(hit, all, text))
    return { code: 'text/credential', severity: 'error', message: `The file has ${what}.`, fix: FIX };
  if (reason !== undefined)
    return {
      code: 'text/credential',
      severity: 'note',
      message: `The file has what looks like ${what}; waived: ${reason}`,
    };
  const fix = `${FIX} If it is none, say why in plugin.json, extensions["dev.rolekit"].waivers: {"rule": "text/credential", "path": …, "reason": …}.`;
  return { code: 'text/credential', severity: 'warning', message: `The file has what looks like ${what}.`, fix };
}

const AWS_PAIR = ['AWSAccessKeyID', 'AWSSecretAccessKey'];

/** Kinds whose form is long, random and marked as this kind by its issuer. */
const MARKED =
  /^(?:SLACK_TOKEN|IncomingWebhook|ANTHROPIC_API_KEY|OPENAI_TOKEN|SENDGRID_KEY|SHOPIFY_KEY|HUGGINGFACE_|GITLAB_|LINEAR_|OPS_TOKEN|DATABRICKS_|DOCKER_|FIGMA_|GROQ_|NOTION_|GRAFANA_)/;

function isSure({ kind, value, offset }: Hit, all: readonly Hit[], text: string): boolean {
  if (isPlaceholder(value)) return false;
  if (/^GITHUB_TOKEN/.test(kind)) return value.startsWith('github_pat_') || hasChecksum(value, /^gh[pousr]_/);
  if (/^NPM/i.test(kind)) return hasChecksum(value, /^npm_/);
  if (/privatekey/i.test(kind)) return /-----(?:\\n|\s)+[A-Za-z0-9+/]{40}/.test(text.slice(offset, offset + 400));
  if (kind.startsWith('AWS'))
    return AWS_PAIR.every((item) => all.some((hit) => hit.kind === item && !isPlaceholder(hit.value)));
  return MARKED.test(kind);
}

/** GitHub and npm end a token with the CRC-32 of what stands before it, as six digits of base 62. */
function hasChecksum(token: string, prefix: RegExp): boolean {
  const body = token.replace(prefix, '');
  return checksumOf(body.slice(0, -6)) === body.slice(-6);
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The checksum with which GitHub and npm end a token. */
export function checksumOf(body: string): string {
  let sum = zlib.crc32(body);
  let text = '';
  for (let at = 0; at < 6; at++) {
    text = `${DIGITS[sum % 62] ?? ''}${text}`;
    sum = Math.floor(sum / 62);
  }
  return text;
}

function isPlaceholder(value: string): boolean {
  return /example|your|placeholder|redacted|dummy|sample|<|\.\.\.|x{5}|\*{3}|(.)\1{5}|0123456|1234567|abcdefg/i.test(
    value,
  );
}

/** `GITHUB_TOKEN` → `a credential (github token)` */
function wordsOf(kind: string): string {
  const words = kind
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();
  return `a credential (${words})`;
}

function unread(path: string): Finding {
  return {
    code: 'text/credential',
    severity: 'error',
    message: 'The files are too large to search for credentials in time.',
    file: path,
    fix: 'Make them smaller, or have the connector fetch them.',
  };
}
