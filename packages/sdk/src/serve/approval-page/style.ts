/** The style sheet of the page, in it: there is nothing else to fetch. */
export const STYLE = `:root {
  color-scheme: light dark;
  --bg: #fafafb; --card: #fff; --ink: #17181c; --soft: #5b5f6b; --line: #d9dce3; --accent: #4338ca; --on: #fff;
  --warn: #8a4b00; --warn-bg: #fdf0d9; --bad: #a11e2b; --good: #0f6b3f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #111318; --card: #191c23; --ink: #eceef3; --soft: #a2a8b6; --line: #343a47; --accent: #a5b0ff; --on: #14172b;
    --warn: #f5c37a; --warn-bg: #3a2a0e; --bad: #ff9ba3; --good: #7fdca6;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 16px/1.55 ui-sans-serif, system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .4rem; letter-spacing: -.01em; }
p { margin: .6rem 0; overflow-wrap: anywhere; }
.plugin { color: var(--soft); font-size: .9rem; margin: 0 0 1.6rem; }
.summary { font-size: 1.15rem; }
.soft { color: var(--soft); font-size: .9rem; }
.sandbox { background: var(--warn-bg); color: var(--warn); border-radius: 8px; padding: .55rem .9rem; }
.problem { color: var(--bad); font-weight: 550; }
.approved { color: var(--good); }
.declined { color: var(--bad); }
code { font: .9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 1rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: 1.2rem 0; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding: .7rem .9rem 0; font-weight: 600; }
th, td { text-align: left; vertical-align: top; padding: .55rem .9rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; white-space: pre-wrap; min-width: 7rem; }
thead th { border-top: 0; color: var(--soft); font-size: .85rem; font-weight: 500; }
tbody th { font-weight: 500; }
td.before { color: var(--soft); }
.none { color: var(--soft); font-style: italic; }
form { margin: 1.4rem 0; }
.buttons { display: flex; flex-wrap: wrap; gap: .8rem; }
label { display: block; font-weight: 550; margin-bottom: .35rem; }
input { font: 1.1rem/1.4 ui-monospace, SFMono-Regular, Menlo, monospace; letter-spacing: .08em; text-transform: uppercase; width: 14rem; max-width: 100%; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 8px; padding: .45rem .7rem; }
button, .button { display: inline-block; font: inherit; font-weight: 600; border: 1px solid var(--accent); border-radius: 8px; padding: .55rem 1.4rem; cursor: pointer; background: var(--accent); color: var(--on); text-decoration: none; }
button.no { background: var(--card); color: var(--ink); border-color: var(--soft); }
.code { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
