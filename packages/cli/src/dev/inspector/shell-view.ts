import { html } from '@rolekit/sdk/internal';

/** What the page may do: its own style sheet, script and requests, and markup only through the one policy of its script. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types rolekit-inspector',
].join('; ');

/** The frame of the page. It says nothing of the plugin: who asks for it has shown no token yet. */
export const SHELL = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>rolekit dev</title>
<link rel="stylesheet" href="/inspector.css">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<script type="module" src="/inspector.js"></script>
</head>
<body>
<a class="skip" href="#detail">Skip to the tool</a>
<p id="said" class="hidden" role="status"></p>
<header class="top">
<h1><img src="/icon.svg" alt="" width="24" height="24"><span id="plugin">rolekit dev</span></h1>
<div id="status" role="status"><p class="state">Connecting …</p></div>
<fieldset class="era"><legend>Protocol</legend>
<label><input type="radio" name="era" value="2026-07-28" checked><span>2026-07-28</span></label>
<label><input type="radio" name="era" value="2025-11-25"><span>2025-11-25</span></label>
</fieldset>
</header>
<div class="columns">
<nav class="catalog" aria-label="Tools and skills">
<label class="hidden" for="search">Search tools and skills</label>
<input id="search" type="search" placeholder="Search ( / )" autocomplete="off" spellcheck="false">
<div id="catalog"></div>
<p id="nothing" class="quiet" hidden>Nothing matches.</p>
</nav>
<main id="detail" tabindex="-1"></main>
<aside class="side" aria-label="Wire, log and findings">
<div role="tablist" aria-label="What happens">
<button type="button" role="tab" id="tab-wire" aria-controls="panel-wire" aria-selected="true">Wire</button>
<button type="button" role="tab" id="tab-log" aria-controls="panel-log" aria-selected="false" tabindex="-1">Log</button>
<button type="button" role="tab" id="tab-findings" aria-controls="panel-findings" aria-selected="false" tabindex="-1">Findings <span id="finding-count"></span></button>
</div>
<div role="tabpanel" id="panel-wire" aria-labelledby="tab-wire" tabindex="0">
<p class="tools"><span class="quiet">JSON-RPC messages, secrets masked</span><button type="button" class="small" data-clear="wire">Clear</button></p>
<ol id="wire" class="messages"></ol>
</div>
<div role="tabpanel" id="panel-log" aria-labelledby="tab-log" tabindex="0" hidden>
<p class="tools"><span class="quiet">What the build, sandboxes and servers say</span><button type="button" class="small" data-clear="log">Clear</button></p>
<ol id="log" class="lines"></ol>
</div>
<div role="tabpanel" id="panel-findings" aria-labelledby="tab-findings" tabindex="0" hidden>
<div id="findings"></div>
</div>
</aside>
</div>
</body>
</html>
`.text;
