import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bundleFixture } from './bundle/bundle.fixture.ts';
import { readBundleFiles } from './bundle/folder.ts';
import { packBundle } from './bundle/pack.ts';
import { canonicalJson } from './digest/canonical.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import { temporaryFolder } from './temporary-folder.fixture.ts';

const bytes = new Uint8Array();

async function folder(): Promise<string> {
  const dir = temporaryFolder();
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}

interface Advice {
  code: ErrorCode;
  fix: string;
  wrong: () => Promise<unknown>;
  followed: () => Promise<unknown>;
}

const ADVICE: readonly Advice[] = [
  {
    code: 'RK_ARCHIVE',
    fix: 'Rename it.',
    wrong: () => packBundle([{ path: 'skills/Con.md', bytes }]),
    followed: () => packBundle([{ path: 'skills/contract.md', bytes }]),
  },
  {
    code: 'RK_ARCHIVE',
    fix: 'Shorten its folders or its name.',
    wrong: () => packBundle([{ path: `skills/${'x'.repeat(120)}.md`, bytes }]),
    followed: () => packBundle([{ path: `skills/${'x'.repeat(90)}.md`, bytes }]),
  },
  {
    code: 'RK_ARCHIVE',
    fix: 'Keep one, or rename one.',
    wrong: () => packBundle([...bundleFixture(), { path: 'readme.md', bytes }]),
    followed: () => packBundle(bundleFixture()),
  },
  {
    code: 'RK_FILE',
    fix: 'Build the plugin first: `rolekit build`.',
    wrong: async () => readBundleFiles(join(await folder(), 'dist')),
    followed: async () => readBundleFiles(await folder()),
  },
  {
    code: 'RK_DEFINITION',
    fix: 'Use finite numbers and well-formed text.',
    wrong: async () => canonicalJson({ most: Number.POSITIVE_INFINITY, mark: '\ud800' }),
    followed: async () => canonicalJson({ most: 10, mark: '😀' }),
  },
];

describe('what an error advises works when it is done', () => {
  it.each(ADVICE.map((row) => [row.code, row.fix, row] as const))('%s: %s', async (code, fix, { wrong, followed }) => {
    await expect(wrong()).rejects.toMatchObject({ code, fix });
    await expect(followed()).resolves.toBeDefined();
  });
});

const VENDOR = 'asks the vendor, an administrator or another account';
const PERSON = 'asks a person to decide or to approve';
const AGAIN = 'asks to wait, or to do the same again';
const CONNECT = 'names `rolekit connect`; advised-commands.test.ts of the command parses each of them';
const HINT = 'says what its caller knows; each hint is tested where it is made';

/** Errors whose advice no row follows, each with the reason. */
const NOT_FOLLOWED: Partial<Record<ErrorCode, string>> = {
  RK_NOT_CONNECTED: CONNECT,
  RK_SEALED: CONNECT,
  RK_KEYCHAIN: 'asks for another store, or for a keychain of this system',
  RK_AUTH_EXPIRED: CONNECT,
  RK_SIGN_IN: CONNECT,
  RK_FORBIDDEN: VENDOR,
  RK_OUT_OF_REACH: VENDOR,
  RK_NOT_FOUND: HINT,
  RK_TOOL_FAILED: HINT,
  RK_INVALID_REQUEST: HINT,
  RK_CONFLICT: 'asks to read what is there now',
  RK_WRITE_UNKNOWN: 'asks to look at what was written before anything else',
  RK_BATCH_OPEN: AGAIN,
  RK_PAGES_RESET: AGAIN,
  RK_RATE_LIMITED: AGAIN,
  RK_TOO_LARGE: HINT,
  RK_TIMEOUT: AGAIN,
  RK_CANCELLED: AGAIN,
  RK_UPSTREAM_UNAVAILABLE: AGAIN,
  RK_APPROVAL_REQUIRED: PERSON,
  RK_APPROVAL_LINK: PERSON,
  RK_APPROVAL_REFUSED: PERSON,
  RK_TOOL_OFF: 'asks a person; list-changed.test.ts switches a tool on',
  RK_POLICY_DENIED: 'asks to use another tool',
  RK_POLICY_REFUSED: 'asks whoever decides',
  RK_OPERATOR: 'asks the operator of the server',
  RK_UNKNOWN_TOOL: HINT,
  RK_INTERNAL: 'asks to report a fault',
  RK_FINDINGS: 'each finding has advice of its own, which scripts/advice.test.ts counts',
  RK_DIGEST_MISMATCH: AGAIN,
  RK_SIGNATURE_INVALID: HINT,
  RK_UNRESOLVED: HINT,
  RK_UNREACHABLE: 'asks to look at the address and at the server',
  RK_REGISTRY: 'says what the registry advises, whose own errors are followed there',
};

it('the advice of every error is followed here, or said why not', () => {
  const followed = new Set<string>(ADVICE.map(({ code }) => code));
  expect(Object.keys(ERRORS).filter((code) => !followed.has(code) && !(code in NOT_FOLLOWED))).toEqual([]);
  expect(Object.keys(NOT_FOLLOWED).filter((code) => followed.has(code) || !(code in ERRORS))).toEqual([]);
});
