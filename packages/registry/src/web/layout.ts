import { type Html, html } from '@rolekit/sdk/internal';
import { publicPath } from '../public-path.ts';

/** Who is signed in, else where a sign-in leads back to. */
export type Reader = { handle: string } | { next: string };

export interface Page {
  title: string;
  /** Name of the registry. */
  registry: string;
  /** Where clients reach the registry. */
  url: string;
  /** What the search field holds. */
  query?: string;
  /** Undefined on the pages of the sign-in itself. */
  reader?: Reader | undefined;
  main: Html;
}

/** The frame of every page: no scripts, one style sheet; every link stays below the registry's public URL. */
export function layout({ title, registry, url, query = '', reader, main }: Page): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="/assets/rolekit.css">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<div class="wide">
<a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="26" height="26"><span>${registry}</span></a>
<form action="/" method="get" role="search">
<label class="hidden" for="q">Search plugins</label>
<input id="q" name="q" type="search" value="${query}" placeholder="Search plugins, skills and tools" autocomplete="off" spellcheck="false">
<button type="submit">Search</button>
</form>
${reader === undefined ? null : readerLinks(reader)}</div>
</header>
<main id="main" class="wide">
${main}
</main>
<footer class="wide">
<p>Also served as <a href="/v1/openapi.json">OpenAPI</a>, <a href="/marketplace.json">marketplace</a>, <a href="/v0.1/servers">MCP registry</a>, <a href="/.well-known/agent-skills/index.json">skills index</a> and <a href="/v1/changes">change feed</a>.</p>
</footer>
</body>
</html>
`.text;
  // Quotes in what a page shows are escaped, so these are attributes of our own.
  return page.replace(/ (href|src|action)="\//g, ` $1="${html`${publicPath(url)}`.text}/`);
}

function readerLinks(reader: Reader): Html {
  if ('handle' in reader)
    return html`<div class="reader"><a href="/account">${reader.handle}</a>
<form class="answers" action="/logout" method="post"><button type="submit" class="second">Sign out</button></form></div>
`;
  const next = reader.next === '/' ? '' : `?next=${encodeURIComponent(reader.next)}`;
  return html`<div class="reader"><a href="/login${next}">Sign in</a></div>
`;
}
