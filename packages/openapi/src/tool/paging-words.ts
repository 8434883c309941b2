import type { PagingGuess } from './paging.ts';

/** How the pages of a list are thought to follow each other, in words. */
export function guessOf({ kind, param, at }: PagingGuess): string {
  switch (kind) {
    case 'cursor':
      return `pages follow by the cursor ${at}, sent as ${param}.`;
    case 'page':
      return `pages follow by number, sent as ${param}.`;
    case 'offset':
      return `pages follow by offset, sent as ${param}.`;
    case 'keyset':
      return `pages follow after the id of the last row, sent as ${param}.`;
    case 'nextUrl':
      return `pages follow by the URL in ${at}.`;
    case 'link':
      return 'pages follow by the Link header.';
    case 'none':
      return 'the list comes whole: no parameter for its pages is known.';
  }
}
