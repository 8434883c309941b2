import { expect, test } from 'vitest';
import { verifiedLine } from './verifying-registry.ts';

const registryKey = `sha256:${'1'.repeat(64)}`;
const facts = { registryKey, publisherKey: null, workflow: null, publishedBeforeSigning: false };
const workflow = {
  issuer: 'https://token.actions.githubusercontent.com',
  repository: 'https://github.com/acme/plugins',
  repositoryId: '7',
  workflow: 'acme/plugins/.github/workflows/release.yml@refs/heads/main',
  ref: 'refs/heads/main',
  commit: '0123456789abcdef0123456789abcdef01234567',
  run: null,
  environment: null,
};

test.each([
  [null, 'not signed: this registry signs nothing'],
  [facts, 'signed by the registry (sha256:1111111111111111)'],
  [
    { ...facts, publishedBeforeSigning: true },
    'countersigned by the registry (sha256:1111111111111111); published before it signed',
  ],
  [
    { ...facts, publisherKey: `sha256:${'2'.repeat(64)}`, workflow },
    'signed by the registry (sha256:1111111111111111), by its publisher (sha256:2222222222222222), published by acme/plugins/.github/workflows/release.yml@refs/heads/main at 0123456789ab',
  ],
])('what was verified is one line: %#', (verified, line) => {
  expect(verifiedLine(verified)).toBe(line);
});
