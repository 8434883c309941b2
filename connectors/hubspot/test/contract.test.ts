import { contractSuite } from '@rolekit/sdk/testing';
import { describe, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import hubspot from '../src/index.ts';

// `rolekit test` runs all of it; here is what breaks most easily, without the checks that wait
const only = [
  'list',
  'arguments',
  'output',
  'empty-pages',
  'repeated-pages',
  'read-only',
  'approval',
  'write-once',
  'secrets',
];

contractSuite(hubspot, { level: 'strict', sandbox: startSandbox, runner: { describe, it }, only });
