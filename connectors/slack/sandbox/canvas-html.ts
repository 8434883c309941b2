import type { Section } from './workspace.ts';

/** As Slack keeps a canvas, and as its private URL gives it. */
export function htmlOf(sections: readonly Section[]): string {
  const parts = sections.map(({ id, markdown }) => {
    const [, marks = '', text = markdown] = /^(#{1,3}) (.*)$/s.exec(markdown) ?? [];
    const tag = marks === '' ? 'p' : `h${marks.length}`;
    return `<${tag} id='${id}' class='line'>${text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</${tag}>`;
  });
  return parts.join('\n\n');
}
