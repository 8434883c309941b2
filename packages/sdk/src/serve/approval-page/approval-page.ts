import type { IncomingMessage, ServerResponse } from 'node:http';
import { Browsers, sameText } from './browsers.ts';
import { cookieOf, formOf, isOwnForm } from './form.ts';
import type { ApprovalLinks } from './links.ts';
import { codePage, decidedPage, messagePage, type Page, POLICY, pageText, questionPage } from './page.ts';
import type { PersonCode } from './person-code.ts';

/** Of an answer besides its page. */
interface Extra {
  status?: number;
  headers?: Record<string, string>;
}

/** What a browser gets: a page, or the way to one. */
type Reply = ({ page: Page } | { to: string }) & Extra;

export interface ApprovalPageParts {
  /** Name of the plugin, as people know it. */
  plugin: string;
  links: ApprovalLinks;
  code: PersonCode;
  /** For whom the code's holder decides. */
  principal: string;
  /** Told when somebody guesses. */
  onProblem(text: string): void;
}

const PATH = /^\/approve\/([0-9a-f]{32})$/;

/**
 * The pages on which people approve what an agent wants to change. A link alone shows and does nothing: the browser has
 * to show the code of the server's terminal first. A decision is taken from this site's own form only.
 */
export class ApprovalPage {
  readonly #parts: ApprovalPageParts;
  readonly #browsers = new Browsers();

  constructor(parts: ApprovalPageParts) {
    this.#parts = parts;
  }

  /** Answers requests below `/approve/`; false for all others. The name in `Host` was checked before. */
  serves(request: IncomingMessage, response: ServerResponse, path: string): boolean {
    if (path !== '/approve' && !path.startsWith('/approve/')) return false;
    this.#reply(request, path).then(
      (reply) => this.#send(request, response, reply),
      (error) => {
        this.#parts.onProblem(String(error));
        this.#send(request, response, {
          status: 500,
          page: messagePage('This failed', 'The server’s log says more. Nothing was decided.'),
        });
      },
    );
    return true;
  }

  async #reply(request: IncomingMessage, path: string): Promise<Reply> {
    const id = PATH.exec(path)?.[1];
    if (request.method === 'POST')
      return isOwnForm(request, this.#parts.links.base) ? this.#post(request, id) : FOREIGN;
    if (request.method !== 'GET' && request.method !== 'HEAD') return { ...GONE, status: 405 };
    return id === undefined ? GONE : this.#get(request, id);
  }

  #get(request: IncomingMessage, id: string): Reply {
    const browser = this.#browserOf(request);
    if (!browser) {
      // the cookie does not come along from another site's link, and does from this one's own
      const isFirst = request.headers['sec-fetch-site'] === 'cross-site' && !request.url?.includes('?');
      return { page: isFirst ? ONWARD : codePage() };
    }
    const { links } = this.#parts;
    const link = links.find(id);
    if (!link) return GONE;
    if (link.principal !== browser.principal) return SOMEONE_ELSES;
    return {
      page:
        link.state === 'waiting'
          ? questionPage(link, links.minutesLeft(link), browser.formToken(id))
          : decidedPage(link),
    };
  }

  async #post(request: IncomingMessage, id: string | undefined): Promise<Reply> {
    const form = await formOf(request);
    if (!form || id === undefined) return GONE;
    const code = form.get('code');
    if (code !== null) return this.#admit(code, id);
    const browser = this.#browserOf(request);
    if (!browser) return { status: 401, page: codePage('Enter the code first; nothing was decided.') };
    if (!sameText(form.get('token') ?? '', browser.formToken(id))) return FOREIGN;
    const link = this.#parts.links.find(id);
    if (!link) return GONE;
    if (link.principal !== browser.principal) return SOMEONE_ELSES;
    const decision = form.get('decision');
    if (decision !== 'approved' && decision !== 'declined') return FOREIGN;
    this.#parts.links.decide(id, decision);
    return { to: id };
  }

  #admit(guess: string, id: string): Reply {
    const { code, principal, onProblem } = this.#parts;
    const judged = code.guess(guess);
    if (judged === 'right') {
      const cookie = this.#browsers.admit(principal);
      return { to: id, headers: { 'set-cookie': `${this.#cookieName}=${cookie}; ${this.#cookieRules}` } };
    }
    if (judged === 'wrong') return { status: 403, page: codePage('That is not the code.') };
    onProblem('The approval page is closed for a minute: too many wrong codes. If that was not you, somebody guesses.');
    return {
      status: 429,
      headers: { 'retry-after': '60' },
      page: codePage('Too many wrong codes. Wait a minute, then try again.'),
    };
  }

  #browserOf(request: IncomingMessage) {
    return this.#browsers.find(cookieOf(request, this.#cookieName));
  }

  // cookies do not know ports: servers beside each other need names of their own
  get #cookieName(): string {
    return `rolekit-approver-${new URL(this.#parts.links.base).port || 'web'}`;
  }

  get #cookieRules(): string {
    const secure = this.#parts.links.base.startsWith('https:') ? '; Secure' : '';
    return `HttpOnly; SameSite=Strict; Path=${new URL(this.#parts.links.base).pathname.replace(/\/$/, '')}/approve; Max-Age=43200${secure}`;
  }

  #send({ method }: IncomingMessage, response: ServerResponse, reply: Reply): void {
    const text = 'page' in reply ? pageText(this.#parts.plugin, reply.page) : '';
    response.writeHead(reply.status ?? ('to' in reply ? 303 : 200), {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'no-store',
      // not `no-referrer`: browsers would send its forms without an origin
      'referrer-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      ...('to' in reply ? { location: reply.to } : {}),
      ...reply.headers,
    });
    response.end(method === 'HEAD' ? undefined : text);
  }
}

const ONWARD: Page = {
  ...messagePage('One moment', 'The page comes up.', { to: '?here', text: 'Continue' }),
  goTo: '?here',
};

const GONE: Reply = {
  status: 404,
  page: messagePage(
    'There is nothing to approve here',
    'The link is wrong, its time is over, or the server was started anew since. Ask your agent to try again.',
  ),
};

const SOMEONE_ELSES: Reply = {
  status: 403,
  page: messagePage('This is not yours to approve', 'The agent that asks works for somebody else.'),
};

const FOREIGN: Reply = {
  status: 403,
  page: messagePage('Refused', 'This did not come from the page’s own form. Nothing was decided.'),
};
