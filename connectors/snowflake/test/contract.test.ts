import { contractSuite } from '@rolekit/sdk/testing';
import { describe, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import snowflake from '../src/index.ts';

// `contract.limits.test.ts` runs all of it; here is what breaks most easily, without the checks that wait or walk far
const only = ['list', 'arguments', 'examples', 'output', 'empty-pages', 'repeated-pages', 'read-only', 'secrets'];

contractSuite(snowflake, { level: 'strict', sandbox: startSandbox, runner: { describe, it }, only });
