import { contractSuite } from '@rolekit/sdk/testing';
import { describe, it } from 'vitest';
import models from './index.ts';

contractSuite(models, { level: 'strict', runner: { describe, it } });
