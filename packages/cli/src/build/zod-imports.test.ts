import { expect, test } from 'vitest';
import { zodAsNamespace } from './zod-imports.ts';

test('the named import of z becomes a namespace, minified or not', () => {
  expect(zodAsNamespace("import { z } from 'zod';")).toBe('import * as z from "zod";');
  expect(zodAsNamespace('import{z as e}from"zod";e.string()')).toBe('import * as e from "zod";e.string()');
  expect(zodAsNamespace("import { z } from 'zod/v4';")).toBe('import * as z from "zod/v4";');
});

test('other imports stay as they are', () => {
  const code = "import { z, ZodError } from 'zod';\nimport type { z as Z } from 'zod';\nimport { z } from './z.js';";
  expect(zodAsNamespace(code)).toBe(code);
});
