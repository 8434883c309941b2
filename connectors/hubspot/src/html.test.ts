import { expect, it } from 'vitest';
import { htmlOf, textOf } from './html.ts';

it.each([
  ['a < b & c > d', 'a &lt; b &amp; c &gt; d'],
  ['one\r\ntwo\nthree', 'one<br>two<br>three'],
])('the text %j is kept as %s', (text, html) => {
  expect(htmlOf(text)).toBe(html);
});

it.each([
  ['<p>Hi&nbsp;<b>Bo</b></p><p>bye</p>', 'Hi Bo bye'],
  ['5 &#62; 4 &#x3e; 3 &amp;lt; &hearts; &#99999999;', '5 > 4 > 3 &lt; &hearts; &#99999999;'],
  ['&#xd800;&#1114112;', '&#xd800;&#1114112;'],
])('the body %s is read as %j', (html, text) => {
  expect(textOf(html)).toBe(text);
});
