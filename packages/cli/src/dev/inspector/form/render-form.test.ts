import { expect, test } from 'vitest';
import { Form } from './form.ts';
import { renderFields } from './render-form.ts';

const rendered = (schema: object, entries: Record<string, string> = {}, errors: Record<string, string> = {}) =>
  renderFields(new Form(schema as Record<string, unknown>).fields, {
    entries: new Map(Object.entries(entries)),
    errors: new Map(Object.entries(errors)),
  }).text;

test('what a schema says and a person entered is text, never markup', () => {
  const evil = '"><script>alert(1)</script>';
  const html = rendered(
    {
      type: 'object',
      properties: {
        [evil]: { type: 'string', description: evil },
        stage: { enum: [evil] },
        list: { type: 'array', items: { type: 'string' } },
      },
    },
    { [encodeURIComponent(evil)]: evil, 'list/0': evil },
    { stage: evil },
  );
  expect(html).not.toContain('<script');
  expect(html).toContain('&lt;script&gt;');
});

test('an input is labelled, and described by its hint and its error', () => {
  const schema = {
    type: 'object',
    properties: { count: { type: 'integer', description: 'How many.', maximum: 9 } },
    required: ['count'],
  };
  const html = rendered(schema, { count: 'x' }, { count: 'No number.' });
  expect(html).toContain(
    '<label for="f-count"><span class="name">count</span> <span class="type">integer</span> <span class="needed">required</span></label>',
  );
  expect(html).toContain(
    'id="f-count" name="count" aria-required="true" aria-invalid="true" aria-describedby="f-count-hint f-count-error" value="x"',
  );
  expect(html).toContain('<p class="error" id="f-count-error">No number.</p>');
});

test('a list in a list has a template in its template, each with a mark of its own', () => {
  const html = rendered({
    type: 'object',
    properties: { rows: { type: 'array', items: { type: 'array', items: { type: 'string' } } } },
  });
  expect(html).toContain('name="rows/__1__/__2__"');
  expect(html).toContain('<template data-mark="__1__">');
  expect(html).toContain('<template data-mark="__2__">');
});

test('only the chosen alternative of a union is sent', () => {
  const union = {
    oneOf: [
      { type: 'string', title: 'Name' },
      { type: 'integer', title: 'Number' },
    ],
  };
  const html = rendered({ type: 'object', properties: { id: union } }, { 'id@': '1' });
  expect(html).toContain('<option value="1" selected>Number</option>');
  expect(html).toContain('<fieldset class="variant" data-variant aria-label="id as Name" hidden disabled>');
  expect(html).toContain('<fieldset class="variant" data-variant aria-label="id as Number">');
});
