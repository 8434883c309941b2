import { contractSuite } from '@rolekit/sdk/testing';
import { describe, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import snowflake from '../src/index.ts';

contractSuite(snowflake, { level: 'strict', sandbox: startSandbox, runner: { describe, it }, timeoutMs: 240_000 });
