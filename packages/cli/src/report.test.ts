import { RolekitError } from '@rolekit/sdk';
import { expect, test } from 'vitest';
import { CliError } from './errors.ts';
import { describeError, reportError } from './report.ts';

const FINDING = {
  code: 'manifest/unknown-key',
  severity: 'error',
  message: 'The key "colour" is not known.',
  file: 'plugin.json',
  line: 12,
  column: 5,
  fix: 'Remove it.',
} as const;

function printed(error: unknown, options: { json?: boolean; isTTY?: boolean; env?: NodeJS.ProcessEnv } = {}): string {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  const stream = { isTTY: options.isTTY ?? false, write };
  reportError(error, { stream, env: options.env ?? {}, json: options.json ?? false });
  return text;
}

test('a fault of our own is told as one, without its stack', () => {
  expect(printed(new TypeError('x is undefined'))).toBe(
    'error RK_UNEXPECTED: TypeError: x is undefined\n' +
      '  fix: This is a bug in rolekit: report it with the output of ROLEKIT_DEBUG=1.\n',
  );
  expect(printed(new TypeError('x is undefined'), { env: { ROLEKIT_DEBUG: '1' } })).toContain('report.test.ts');
});

test('findings come with place, code and fix', () => {
  expect(printed(new RolekitError('RK_FINDINGS', { count: 1, what: 'sales', findings: [FINDING] }))).toBe(
    'plugin.json:12:5  error  manifest/unknown-key  The key "colour" is not known.\n' +
      '    fix: Remove it.\n' +
      '\n' +
      'error RK_FINDINGS: 1 problem(s) in sales.\n' +
      '  fix: Fix the findings listed; each has a place and a fix.\n',
  );
});

test('with --json the same is one document', () => {
  const error = new RolekitError('RK_FINDINGS', { count: 1, what: 'sales', findings: [FINDING] });
  expect(JSON.parse(printed(error, { json: true }))).toEqual({
    ok: false,
    error: {
      code: 'RK_FINDINGS',
      message: '1 problem(s) in sales.',
      fix: 'Fix the findings listed; each has a place and a fix.',
      findings: [FINDING],
    },
  });
});

test('colours only where a terminal shows them', () => {
  const error = new CliError('RK_NO_REGISTRY');
  expect(printed(error, { isTTY: true })).toContain('\u001B[31merror');
  expect(printed(error, { isTTY: true, env: { NO_COLOR: '1' } })).toMatch(/^error RK_NO_REGISTRY/);
  expect(printed(error)).toMatch(/^error RK_NO_REGISTRY/);
});

test.each([
  [401, 3],
  [403, 3],
  [404, 1],
  [409, 5],
  [422, 1],
  [429, 4],
  [500, 4],
])('what a registry answers with %i ends with %i', (status, exit) => {
  const error = new RolekitError('RK_REGISTRY', { status, reason: 'no', hint: '' });
  expect(describeError(error).exit).toBe(exit);
});
