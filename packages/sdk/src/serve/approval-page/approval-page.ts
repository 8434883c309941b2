import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApprovalLinks } from '../write/approval-links.ts';
import { Browsers, sameText } from './browsers.ts';
import type { Admitted, Entrance, Reply } from './entrance.ts';
import { cookieOf, formOf, isForeign, isOwnForm } from './form-request.ts';
import { decidedPage, messagePage, onwardTo, POLICY, pageText, questionPage } from './page-layout.ts';

export interface ApprovalPageParts {
  /** Name of the plugin, as people know it. */
  plugin: string;
  links: ApprovalLinks;
  entrance: Entrance;
  onProblem(text: string): void;
}

const PATH = /^\/approve\/([0-9a-f]{32})$/;

/**
 * The pages on which people approve what an agent wants to change. A link alone shows and does nothing: a browser has to
 * show whose it is first. A decision is taken from this site's own form only.
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
    if (isForeign(request, this.#parts.links.base)) return FOREIGN;
    if (request.method === 'POST') return isOwnForm(request) ? this.#post(request, id) : FOREIGN;
    if (request.method !== 'GET' && request.method !== 'HEAD') return { ...GONE, status: 405 };
    return id === undefined ? ((await this.#visit(request, path)) ?? GONE) : this.#get(request, id);
  }

  async #visit(request: IncomingMessage, path: string): Promise<Reply | undefined> {
    if (request.method !== 'GET') return undefined;
    return this.#parts.entrance.visit?.({
      name: path.slice('/approve/'.length),
      query: new URL(request.url ?? '', this.#parts.links.base).searchParams,
      cookie: (name) => cookieOf(request, name),
    });
  }

  #get(request: IncomingMessage, id: string): Reply {
    const { links, entrance } = this.#parts;
    const browser = this.#browserOf(request);
    if (!browser) {
      // the cookie does not come along from another site's link, and does from this one's own
      const isFirst = request.headers['sec-fetch-site'] === 'cross-site' && !request.url?.includes('?');
      return { page: isFirst ? onwardTo(id) : entrance.page(id) };
    }
    const link = links.find(id);
    if (!link) return GONE;
    if (link.principal !== browser.principal) return this.#someoneElses(id);
    return {
      page:
        link.state === 'waiting'
          ? questionPage(link, links.minutesLeft(link), browser.formToken(id))
          : decidedPage(link),
    };
  }

  async #post(request: IncomingMessage, id: string | undefined): Promise<Reply> {
    const { links, entrance } = this.#parts;
    const form = await formOf(request);
    if (!form || id === undefined) return GONE;
    const entering = entrance.form?.(form, id);
    if (entering) return entering;
    const browser = this.#browserOf(request);
    if (!browser) return { status: 401, page: entrance.page(id, 'That comes first; nothing was decided.') };
    if (!sameText(form.get('token') ?? '', browser.formToken(id))) return FOREIGN;
    const link = links.find(id);
    if (!link) return GONE;
    if (link.principal !== browser.principal) return this.#someoneElses(id);
    const decision = form.get('decision');
    if (decision !== 'approved' && decision !== 'declined') return FOREIGN;
    links.decide(id, decision);
    return { to: id };
  }

  #someoneElses(id: string): Reply {
    const text = 'The agent that asks works for somebody else.';
    return { status: 403, page: messagePage('This is not yours to approve', text, this.#parts.entrance.anew?.(id)) };
  }

  #browserOf(request: IncomingMessage) {
    return this.#browsers.find(cookieOf(request, this.#cookieName));
  }

  // cookies do not know ports: servers beside each other need names of their own
  get #cookieName(): string {
    return `rolekit-approver-${new URL(this.#parts.links.base).port || 'web'}`;
  }

  #cookieFor({ principal, until }: Admitted): string {
    const { protocol, pathname } = new URL(this.#parts.links.base);
    const path = `${pathname.replace(/\/$/, '')}/approve`;
    const secure = protocol === 'https:' ? '; Secure' : '';
    return `${this.#cookieName}=${this.#browsers.admit(principal, until)}; HttpOnly; SameSite=Strict; Path=${path}; Max-Age=43200${secure}`;
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
      ...(reply.admitted ? { 'set-cookie': this.#cookieFor(reply.admitted) } : {}),
    });
    response.end(method === 'HEAD' ? undefined : text);
  }
}

const GONE: Reply = {
  status: 404,
  page: messagePage(
    'There is nothing to approve here',
    'The link is wrong or expired, or the server was restarted. Ask your agent to try again.',
  ),
};

const FOREIGN: Reply = {
  status: 403,
  page: messagePage('Refused', 'This did not come from the page’s own form. Nothing was decided.'),
};
