const MARKUP = /<[@#!][^<>\s]*>|<(?:https?:\/\/|mailto:)[^<>]*>/;
const LINK = /https?:\/\/[^\s<>]+/g;

/** A message's text as Slack keeps it: entities for `&`, `<` and `>`, and a link written out is marked as one. */
export function keptText(text: string): string {
  const parts = text.split(new RegExp(`(${MARKUP.source})`));
  return parts.map((part, index) => (index % 2 === 1 ? part : kept(part))).join('');
}

function kept(text: string): string {
  return text
    .replace(/&(?!(?:amp|lt|gt);)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(LINK, (link) => `<${link}>`);
}
