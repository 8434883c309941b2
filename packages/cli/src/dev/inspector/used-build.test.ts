import { expect, test } from 'vitest';
import { Form } from './form/form.ts';
import { callablesOf } from './used-build.ts';

const prompt = {
  name: 'review',
  description: 'Reviews a quarter.',
  arguments: [
    { name: 'quarter', required: true, description: 'As 2026-Q1.' },
    { name: 'depth', required: false, values: ['short', 'long'], default: 'short' },
  ],
  body: 'Review it.',
};

test('the arguments of a prompt are a form as those of a tool are', () => {
  const callables = callablesOf([], [prompt]);
  const review = callables.get('prompt/review');
  expect(review).toMatchObject({ kind: 'prompt', name: 'review' });
  const form = new Form(review?.inputSchema ?? {});
  expect(form.fields).toMatchObject([
    { name: 'quarter', required: true, description: 'As 2026-Q1.', control: { kind: 'text' } },
    {
      name: 'depth',
      required: false,
      facts: ['default short'],
      control: { kind: 'choice', values: ['short', 'long'] },
    },
  ]);
  expect(form.read({ mode: 'fields', entries: new Map() }).errors).toEqual(
    new Map([['quarter', 'Required: give a value.']]),
  );
});

test('a prompt is not taken for the tool of its name', () => {
  expect(callablesOf([], [prompt]).get('tool/review')).toBeUndefined();
});
