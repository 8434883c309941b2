import { contractSuite } from '@rolekit/sdk/testing';
import { describe, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import slack from '../src/index.ts';

// `rolekit test` runs all of it; here is what breaks most easily, without the checks that wait
const only = ['list', 'arguments', 'output', 'read-only', 'approval', 'write-once', 'secrets'];

contractSuite(slack, { level: 'strict', sandbox: startSandbox, runner: { describe, it }, only });
