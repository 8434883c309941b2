import { createHash } from 'node:crypto';
import { Html, html } from '../../html.ts';
import type { ShownChange } from '../write/approval.ts';
import type { LinkedChange } from '../write/approval-links.ts';
import { STYLE } from './style.ts';

/** What the page's answers allow a browser: its own style sheet and its own form, and nothing else. */
export const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface Page {
  title: string;
  main: Html;
  /** A browser goes there at once, as from this page and not from the one that linked here. */
  goTo?: string;
}

/** A whole page of a plugin's server. */
export function pageText(plugin: string, { title, main, goTo }: Page): string {
  const refresh = goTo === undefined ? undefined : html`<meta http-equiv="refresh" content="0;url=${goTo}">`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${plugin}</title>
${refresh}
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<p class="plugin">Approvals of ${plugin}</p>
${main}
</main>
</body>
</html>
`.text;
}

/** Asks for the code of the server's terminal. The change itself is shown to whoever has it only. */
export function codePage(problem?: string): Page {
  const alert = problem === undefined ? undefined : html`<p class="problem" id="problem" role="alert">${problem}</p>`;
  return {
    title: problem === undefined ? 'Enter your code' : 'Enter your code again',
    main: html`<h1>Your agent asks for an approval</h1>
<p>To see it and decide, enter the code that the server printed on its terminal. This browser asks once.</p>
${alert}
<form method="post">
<label for="code">Code from the terminal</label>
<div class="code">
<input id="code" name="code" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false"${problem === undefined ? undefined : html` aria-describedby="problem" aria-invalid="true"`}>
<button>Continue</button>
</div>
</form>
<p class="soft">Never give the code to the agent: anyone who has it can approve for you.</p>`,
  };
}

/** Sends a person to the authorization server, and back to this link. */
export function signInPage(id: string, problem?: string): Page {
  return {
    title: 'Sign in',
    main: html`<h1>Your agent asks for an approval</h1>
<p>To see it and decide, sign in as the person the agent works for.</p>
${problem === undefined ? undefined : html`<p class="problem" role="alert">${problem}</p>`}
<p><a class="button" href="sign-in?for=${id}">Sign in</a></p>`,
  };
}

/** Leads to a link as from this site itself: browsers send its cookie then, and not along another site's link. */
export function onwardTo(id: string): Page {
  const goTo = `${id}?here`;
  return { ...messagePage('One moment', 'The page comes up.', { to: goTo, text: 'Continue' }), goTo };
}

/** The change, and the two answers to it. */
export function questionPage({ change, tool }: LinkedChange, minutesLeft: number, formToken: string): Page {
  return {
    title: 'Approve this change?',
    main: html`<h1>Approve this change?</h1>
${changeShown(change, tool)}
<form method="post">
<input type="hidden" name="token" value="${formToken}">
<div class="buttons">
<button name="decision" value="approved">Approve</button>
<button name="decision" value="declined" class="no">Decline</button>
</div>
</form>
<p class="soft">Nothing changes unless you approve within ${minutesLeft} ${minutesLeft === 1 ? 'minute' : 'minutes'}.</p>`,
  };
}

const DECIDED = {
  approved: {
    title: 'Approved',
    text: 'Go back to your agent and tell it to go on: the change is made when it repeats its call. The approval counts once, for exactly this change.',
  },
  taken: { title: 'Approved', text: 'The agent has repeated its call and got the result.' },
  declined: { title: 'Declined', text: 'Nothing was changed, and the agent knows.' },
};

/** What was decided. */
export function decidedPage({ change, tool, state }: LinkedChange): Page {
  const { title, text } = DECIDED[state === 'waiting' ? 'declined' : state];
  return {
    title,
    main: html`<h1 class="${state === 'declined' ? 'declined' : 'approved'}">${title}</h1>
<p>${text}</p>
${changeShown(change, tool)}`,
  };
}

export function messagePage(title: string, text: string, link?: { to: string; text: string }): Page {
  const shown = link && html`<p><a class="button" href="${link.to}">${link.text}</a></p>`;
  return { title, main: html`<h1>${title}</h1>\n<p>${text}</p>\n${shown}` };
}

function changeShown({ summary, connector, environment, values }: ShownChange, tool: string): Html {
  const isNew = values.every(({ before }) => before === undefined);
  const isRemoved = !isNew && values.every(({ after }) => after === undefined);
  const rows = values.map(
    ({ name, before, after }) =>
      html`<tr><th scope="row"><bdi>${name}</bdi></th>${
        isNew ? undefined : cell('before', before)
      }${isRemoved ? undefined : cell('after', after)}</tr>\n`,
  );
  return html`${environment === 'sandbox' ? html`<p class="sandbox"><strong>SANDBOX</strong>: demo data, nothing real changes.</p>` : undefined}
<p class="summary"><bdi>${summary}</bdi></p>
<dl><dt>In</dt><dd>${connector}</dd><dt>Tool</dt><dd><code>${tool}</code></dd></dl>
<div class="scroll" role="region" aria-label="Values" tabindex="0">
<table>
<caption>${isNew ? 'What is created' : isRemoved ? 'What is removed' : 'What changes'}</caption>
<thead><tr><th scope="col">Field</th>${isNew ? undefined : html`<th scope="col">Now</th>`}${
    isRemoved ? undefined : html`<th scope="col">${isNew ? 'Value' : 'After'}</th>`
  }</tr></thead>
<tbody>
${rows}</tbody>
</table>
</div>`;
}

function cell(name: string, value: string | undefined): Html {
  if (value === undefined) return html`<td class="${name}"><span class="none">nothing</span></td>`;
  return html`<td class="${name}"><bdi>${value}</bdi></td>`;
}
