/** The one style sheet; kept in code so that a build has no files to find. */
export const STYLE = `:root {
  color-scheme: light dark;
  --bg: #fafafb; --card: #fff; --ink: #17181c; --soft: #5b5f6b; --line: #e3e5ea; --accent: #4338ca; --tint: #eef0fe;
  --code: #f2f3f6; --read: #0f6b3f; --read-bg: #e3f5ea; --write: #8a4b00; --write-bg: #fdf0d9; --bad: #a11e2b; --bad-bg: #fde8e8;
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #111318; --card: #191c23; --ink: #eceef3; --soft: #a2a8b6; --line: #2b303b; --accent: #a5b0ff; --tint: #23284a;
    --code: #20242d; --read: #7fdca6; --read-bg: #12351f; --write: #f5c37a; --write-bg: #3a2a0e; --bad: #ff9ba3; --bad-bg: #42181d;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 16px/1.55 var(--sans); }
.wide { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .18em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
.top { background: var(--card); border-bottom: 1px solid var(--line); }
.top .wide { display: flex; align-items: center; gap: 1.5rem; padding-top: .8rem; padding-bottom: .8rem; }
.brand { display: flex; align-items: center; gap: .6rem; color: inherit; font-weight: 650; font-size: 1.1rem; text-decoration: none; }
.brand img { display: block; }
form { display: flex; gap: .5rem; flex: 1; max-width: 34rem; margin-left: auto; }
input { flex: 1; min-width: 0; font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line); border-radius: 8px; padding: .45rem .8rem; }
input::placeholder { color: var(--soft); opacity: 1; }
button { font: inherit; font-weight: 550; color: var(--card); background: var(--accent); border: 0; border-radius: 8px; padding: .45rem 1rem; cursor: pointer; }
.reader { display: flex; align-items: center; gap: .8rem; white-space: nowrap; }
.reader form { margin: 0; flex: none; }
.reader button { padding: .35rem .8rem; font-size: .9rem; }
.reader a { overflow: hidden; text-overflow: ellipsis; max-width: 12rem; }
a.button { display: inline-block; font-weight: 550; color: var(--card); background: var(--accent); border-radius: 8px; padding: .45rem 1rem; text-decoration: none; }
button.second { color: var(--accent); background: var(--tint); }
.narrow { max-width: 26rem; }
form.fields { display: grid; gap: .35rem; margin: 1.2rem 0 0; max-width: none; }
form.fields label { font-weight: 550; }
form.fields label:not(:first-of-type), form.fields button { margin-top: .7rem; }
form.answers { margin: 1.2rem 0 0; }
.user-code { margin: 1rem 0; text-align: center; }
.user-code code { font-size: 1.7rem; letter-spacing: .08em; padding: .3em .6em; }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; text-wrap: balance; }
h1 { font-size: 1.9rem; letter-spacing: -.015em; }
.lead { margin: 2.2rem 0 1.8rem; max-width: 46rem; }
.lead p { margin: .7rem 0 0; }
.lead > p:not(.quiet, .facts, .note) { font-size: 1.08rem; color: var(--soft); }
.quiet { color: var(--soft); font-size: .9rem; font-weight: 400; }
.version { font: 500 .85em var(--mono); color: var(--soft); }
h1 .version { font-size: .55em; vertical-align: .18em; padding: .15em .5em; border: 1px solid var(--line); border-radius: 6px; background: var(--card); letter-spacing: 0; }
code, pre { font-family: var(--mono); font-size: .88em; }
:not(pre) > code { background: var(--code); border-radius: 4px; padding: .1em .35em; overflow-wrap: anywhere; }
pre.line { background: var(--code); border: 1px solid var(--line); border-radius: 8px; margin: .8rem 0 0; padding: .75rem 1rem; overflow-x: auto; line-height: 1.7; user-select: all; }
.cards { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); }
.card { position: relative; display: flex; flex-direction: column; background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.2rem; transition: border-color .12s; }
.card:hover { border-color: var(--accent); }
.card h2 { font-size: 1.12rem; }
.card h2 a { color: inherit; text-decoration: none; }
.card h2 a::after { content: ""; position: absolute; inset: 0; border-radius: 12px; }
.card .id { display: flex; gap: .5rem; align-items: baseline; margin: .15rem 0 0; font: .84rem var(--mono); color: var(--soft); }
.card .text { margin: .6rem 0 .9rem; display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; }
.card .facts { margin: auto 0 0; }
.card .chip { position: relative; }
.facts { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .9rem; font-size: .87rem; color: var(--soft); }
.card .id time { margin-left: auto; font: .95em var(--sans); }
.chip { display: inline-block; background: var(--tint); color: var(--accent); border-radius: 99px; padding: .08rem .65rem; font-size: .84rem; text-decoration: none; }
.chip.small { font-size: .75rem; padding: 0 .5rem; }
a.chip:hover { text-decoration: underline; }
.chips { list-style: none; margin: .8rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .5rem 1rem; }
.badge { display: inline-block; font: 600 .74rem/1.5 var(--sans); border-radius: 5px; padding: .05rem .45rem; white-space: nowrap; background: var(--code); color: var(--soft); }
.badge.read, .badge.patch { color: var(--read); background: var(--read-bg); }
.badge.write, .badge.minor { color: var(--write); background: var(--write-bg); }
.badge.destructive, .badge.major { color: var(--bad); background: var(--bad-bg); }
.note { border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: 8px; background: var(--card); padding: .75rem 1rem; margin: 1rem 0 0; }
.note > p:first-child { margin-top: 0; }
.note.warn { border-left-color: var(--write); }
.note + .rows { margin-top: .75rem; }
.pages { margin: 1.8rem 0 0; text-align: center; }
.pages a { display: inline-block; border: 1px solid var(--line); border-radius: 8px; background: var(--card); padding: .45rem 1.2rem; text-decoration: none; }
.crumbs { margin-top: 1.4rem; font-size: .9rem; color: var(--soft); }
.crumbs + .lead { margin-top: .6rem; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) 19rem; gap: 2.5rem; align-items: start; }
section { margin: 0 0 2.2rem; }
section > h2 { font-size: 1.2rem; margin-bottom: .8rem; }
.hosts { border: 1px solid var(--line); border-radius: 10px; background: var(--card); overflow: hidden; }
.hosts details + details { border-top: 1px solid var(--line); }
.hosts summary { cursor: pointer; padding: .6rem 1rem; font-weight: 550; }
.hosts summary .quiet { margin-left: .4rem; }
.hosts pre.line { margin: 0 1rem 1rem; }
.rows { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
.rows li { padding: .8rem 1rem; }
.rows li + li { border-top: 1px solid var(--line); }
.rows h3, .rows h4 { font-size: 1rem; }
.rows h4 code { background: none; padding: 0; font-size: .92em; }
.rows p { margin: .25rem 0 0; }
.rows .uses code { font-size: .82em; }
.arguments { margin-top: .4rem; }
.arguments summary { cursor: pointer; color: var(--soft); font-size: .9rem; }
.arguments dl { margin: .4rem 0 0; padding-left: .9rem; border-left: 2px solid var(--line); }
.connector { font-size: 1rem; margin: 1.2rem 0 .6rem; }
.connector .quiet { margin-left: .3rem; }
.changes { list-style: none; margin: .8rem 0 0; padding: 0; }
.changes li { padding: .35rem 0; display: flex; gap: .7rem; align-items: baseline; flex-wrap: wrap; }
.readme { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem; margin: 0; max-height: 30rem; overflow: auto; line-height: 1.5; }
aside section { border: 1px solid var(--line); border-radius: 10px; background: var(--card); padding: 1rem 1.1rem; margin-bottom: 1.2rem; }
aside section > h2 { font-size: 1rem; margin-bottom: .6rem; }
dl { margin: 0; font-size: .9rem; }
dt { color: var(--soft); margin-top: .65rem; }
dt:first-child { margin-top: 0; }
dd { margin: 0; overflow-wrap: anywhere; }
.hash { font-size: .78em; }
.versions { list-style: none; margin: 0; padding: 0; font-size: .9rem; }
.versions li { display: flex; align-items: baseline; gap: .4rem; padding: .25rem 0; flex-wrap: wrap; }
.versions a { font-family: var(--mono); }
.versions .current a { color: inherit; font-weight: 650; text-decoration: none; }
.versions time { margin-left: auto; color: var(--soft); font-size: .85em; }
footer.wide { margin: 3.5rem auto 2rem; color: var(--soft); font-size: .88rem; }
@media (max-width: 52rem) {
  .columns { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .top .wide { flex-wrap: wrap; gap: .8rem; }
  .top form[role=search] { margin-left: 0; flex-basis: 100%; max-width: none; order: 1; }
  .reader { margin-left: auto; }
  h1 { font-size: 1.55rem; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
`;
