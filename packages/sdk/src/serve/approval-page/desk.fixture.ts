// A served shelf with its approval page, an agent that cannot be asked, and browsers, for tests of the page.
import type { CallToolResult } from '@modelcontextprotocol/server';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { shelf } from '../../testing/shelf-connector.ts';
import { toolErrorOf } from '../../tool-error.ts';
import { serveHttp } from '../endpoint/serve-http.ts';
import type { ServedPlugin, ServeOptions } from '../plugin/types.ts';
import type { ApprovalPageOptions } from './open-page.ts';

export const ARGS = { id: 'b1', title: 'New' };

export async function openDesk(
  options: ServeOptions = {},
  approvalPage: ApprovalPageOptions | false = {},
  plugin?: ServedPlugin,
) {
  const library = shelf();
  const home = temporaryFolder();
  const told = { code: '', problems: [] as string[] };
  const serving = await serveHttp(plugin ?? library.plugin, {
    env: {},
    home,
    onProblem: (text) => void told.problems.push(text),
    ...options,
    approvalPage: approvalPage && { onCode: (code) => void Object.assign(told, { code }), ...approvalPage },
  });
  const origin = new URL(serving.url).origin;

  /** A 2025 client without a session: nobody can be asked through it. */
  async function call(args: object = ARGS, name = 'shelf_update_book'): Promise<CallToolResult> {
    const response = await fetch(serving.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${serving.token}`,
        'mcp-protocol-version': '2025-11-25',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name, arguments: args },
      }),
    });
    const text = await response.text();
    return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text).result;
  }

  return {
    library,
    home,
    told,
    serving,
    origin,
    call,
    /** Calls, and expects a link. */
    async link(args?: object, name?: string): Promise<string> {
      const error = toolErrorOf(await call(args, name));
      if (!error?.approvalUrl) throw new Error(`no link: ${JSON.stringify(error)}`);
      return error.approvalUrl;
    },
    browser: () => openBrowser(origin),
    /** A browser that has shown the code. */
    async person(link: string) {
      const browser = openBrowser(origin);
      await browser.post(link, { code: told.code });
      return browser;
    },
    close: () => serving.close(),
  };
}

export interface Seen {
  status: number;
  text: string;
  headers: Headers;
}

/** Keeps its cookies and sends forms as browsers do. */
export function openBrowser(origin: string) {
  const cookies = new Map<string, string>();
  const send = async (url: string, init: RequestInit): Promise<Seen> => {
    const cookie = [...cookies].map((item) => item.join('=')).join('; ');
    const response = await fetch(url, { redirect: 'manual', ...init, headers: { cookie, ...init.headers } });
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = set.split(';', 1)[0]?.split('=') ?? [];
      cookies.set(name, value);
    }
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  const get = (url: string, headers: Record<string, string> = {}) => send(url, { headers });
  const post = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    send(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin,
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
      body: new URLSearchParams(fields).toString(),
    });
  const tokenOf = async (url: string) => /name="token" value="([\w-]+)"/.exec((await get(url)).text)?.[1] ?? '';
  return {
    get,
    post,
    tokenOf,
    async decide(url: string, decision: string): Promise<Seen> {
      return post(url, { token: await tokenOf(url), decision });
    },
  };
}
