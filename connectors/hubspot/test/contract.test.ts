import { contractSuite } from '@rolekit/sdk/testing';
import { describe, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import hubspot from '../src/index.ts';

contractSuite(hubspot, { level: 'strict', sandbox: startSandbox, runner: { describe, it }, timeoutMs: 240_000 });
