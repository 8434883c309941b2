import type { Operation } from '../operation/operation.ts';
import { capital, proseOf, sentence, singular } from '../words.ts';

export function titleOf(verb: string, object: readonly string[]): string {
  const last = object.at(-1) ?? '';
  const article =
    verb === 'list' || verb === 'search' || singular(last) !== last
      ? ''
      : /^[aeio]/.test(object[0] ?? '')
        ? 'an '
        : 'a ';
  return capital(`${verb} ${article}${object.join(' ')}`).slice(0, 80);
}

export function descriptionOf(operation: Operation, title: string, access: string): string {
  const { method, path } = operation;
  const summary = proseOf(operation.summary, 160).replace(/[.…]?$/, '');
  const more = proseOf(operation.description, 280);
  const isRepeated = more.toLowerCase().startsWith(summary.toLowerCase());
  const text = isRepeated || summary === '' ? more : more === '' ? `${summary}.` : `${summary}. ${more}`;
  const approved = access === 'read' ? '' : ' A person approves it first.';
  const request = `${method.toUpperCase()} ${path.slice(0, 200)}`;
  const old = operation.deprecated && !/\bdeprecated\b/i.test(text) ? ' It is deprecated.' : '';
  return `${sentence(text === '' ? title : text)}${old}${approved} Calls ${request}.`;
}
