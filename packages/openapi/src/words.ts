const INVISIBLE = /[\p{Cf}\p{Co}]|[^\P{Cc}\n\t]/gu;
const ORDERS = new RegExp(
  [
    String.raw`\b(?:ignore|disregard|forget|override) (?:(?:all|any|the|your|of|these) ){0,3}(?:previous|prior|earlier|other|above|system)\b`,
    String.raw`\b(?:do not|don't|never) (?:tell|inform|alert|notify) (?:the|your) (?:user|human|person)\b`,
    String.raw`\b(?:do not tell|without (?:telling|informing)|system prompt)\b`,
    String.raw`\b(?:always|must|first) call this\b`,
    String.raw`\bbefore (?:using|calling|you (?:use|call)) (?:this|any)(?: other)? tools?\b`,
    String.raw`<\s*(?:important|system|instructions?)\s*>`,
  ].join('|'),
  'i',
);

/** Characters that are read of a text: expressions that look far ahead would take hours with megabytes. */
const MAX_READ = 8000;

/** A description's prose as a model may read it: no markup, nothing invisible, nothing that gives orders, one line. */
export function proseOf(text: string | undefined, longest: number): string {
  if (text === undefined || givesOrders(text)) return '';
  const plain = text
    .slice(0, MAX_READ)
    .replace(INVISIBLE, '')
    .replace(/<[^>]{0,200}>/g, ' ')
    .replace(/!?\[([^[\]]{0,300})\]\([^()]{0,2000}\)/g, '$1')
    .replace(/\bhttps?:\/\/\S+/g, '')
    .replace(/[*`#|]+/g, '')
    .replace(/\b(?:TODO|FIXME|lorem ipsum)\b/gi, '')
    .replace(/\s+/g, ' ')
    .trim();
  return shortened(plain, longest);
}

/** True for prose that speaks to the model instead of about the API. */
export function givesOrders(text: string | undefined): boolean {
  return text !== undefined && ORDERS.test(text.slice(0, MAX_READ).replace(INVISIBLE, ''));
}

/** Whole sentences as far as they fit, else whole words. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const head = text.slice(0, longest);
  const sentence = /^.*[.!?](?=\s|$)/.exec(head)?.[0];
  if (sentence && sentence.length > longest / 3) return sentence;
  return `${head.slice(0, Math.max(head.lastIndexOf(' '), longest - 20)).replace(/[\s,;:(]+$/, '')}…`;
}

/** The text as a sentence that ends. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** The name, with the lowest number after it that makes it free. */
export function freeName(name: string, isTaken: (name: string) => boolean, joint = ''): string {
  let free = name;
  for (let number = 2; isTaken(free); number++) free = `${name}${joint}${number}`;
  return free;
}

/** `listPetsByTag`, `list-pets_by.tag` → `list pets by tag` */
export function wordsOf(name: string): string[] {
  return name
    .slice(0, MAX_READ)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

export function singular(word: string): string {
  if (/(?:ss|us|is|news|series|status)$/.test(word) || word.length < 4) return word;
  if (/ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:ch|sh|x|ss|zz)es$/.test(word)) return word.slice(0, -2);
  return word.replace(/s$/, '');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `petstore_list_pets` → `listPets` */
export function camel(words: readonly string[]): string {
  return words.map((word, index) => (index === 0 ? word : capital(word))).join('');
}
