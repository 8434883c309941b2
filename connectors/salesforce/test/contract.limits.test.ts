import { contractSuite } from '@rolekit/sdk/testing';
import { describe, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import salesforce from '../src/index.ts';

contractSuite(salesforce, { level: 'strict', sandbox: startSandbox, runner: { describe, it } });
