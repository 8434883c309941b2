import { contractSuite } from '@rolekit/sdk/testing';
import { describe, it } from 'vitest';
import charts from './index.ts';

contractSuite(charts, { level: 'strict', runner: { describe, it } });
