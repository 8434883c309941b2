import { RolekitError } from '../../errors.ts';
import type { Gate } from '../http/gate.ts';
import type { OAuthOptions } from '../oauth/options.ts';
import type { ServedPlugin } from '../plugin/types.ts';
import { type ApprovalDesk, approvalDesk } from '../write/approval-desk.ts';
import { ApprovalLinks } from '../write/approval-links.ts';
import { ApprovalPage } from './approval-page.ts';
import { codeEntrance } from './code-entrance.ts';
import { PersonCode } from './person-code.ts';
import { signInEntrance } from './sign-in-entrance.ts';

/** The page on which people approve writes of clients that cannot ask them. */
export interface ApprovalPageOptions {
  /** Where browsers reach this server, as `https://tools.example.com`. @default where clients do */
  url?: string;
  /** Sends people to the page even where a client could ask them itself. @default false */
  always?: boolean;
  /**
   * With `oauth`: the public client with which people sign in on the page, registered at the issuer with the redirect URI
   * `<url>/approve/signed-in`. There is no page without it.
   */
  clientId?: string;
  /** Without `oauth`: told the person's code at the start; it must not reach an agent. @default printed on stderr */
  onCode?(code: string, page: string): void;
}

/** A page that is not served yet. */
export interface OpenedPage extends Pick<ApprovalPage, 'serves'> {
  /** Names in `Host` under which browsers may come besides the server's own. */
  hosts: string[];
  /** Says where the server listens, as `http://127.0.0.1:8400`, and who lets its requests in. */
  listensAt(address: string, gate: Gate): void;
}

interface PageServing {
  plugin: Pick<ServedPlugin, 'name' | 'title' | 'connectors'>;
  home: string;
  principal: string;
  callMs: number;
  approvalMs: number;
  onProblem(text: string): void;
}

interface OpenOptions {
  approvalPage?: boolean | ApprovalPageOptions;
  oauth?: OAuthOptions;
}

/**
 * Where people are asked, with the page of a plugin that has something to approve; without it where it is off, not needed, or
 * nobody could be let in.
 *
 * @throws RK_DEFINITION for options that do not go together
 */
export function openApprovalPage(
  { plugin, home, principal, callMs, approvalMs, onProblem }: PageServing,
  { approvalPage = true, oauth }: OpenOptions,
): { desk: ApprovalDesk; page?: OpenedPage } {
  const hasWrites = plugin.connectors.some(({ description }) => description.tools.some(isWrite));
  if (approvalPage === false || !hasWrites) return { desk: approvalDesk(approvalMs) };
  const { url, always = false, clientId, onCode = printCode } = approvalPage === true ? {} : approvalPage;
  if (clientId !== undefined && oauth === undefined)
    throw new RolekitError('RK_DEFINITION', {
      what: 'approvalPage.clientId',
      reason: '`signIn` needs `oauth`, which says who people are',
      hint: 'Give `oauth` too, or leave it out.',
    });
  if (oauth && clientId === undefined) {
    // the code of a terminal says nothing of who it is that a token stands for
    const setting =
      'the setting `approvalPage.clientId` (a public client of the authorization server; `rolekit run <plugin> --http --oauth-issuer <url> --approval-client <id>`) lets a person sign in and approve by a link';
    return { desk: approvalDesk(approvalMs, { setting }) };
  }
  const links = new ApprovalLinks(approvalMs, { always, waitMs: Math.min(WAIT_MS, callMs / 2) });
  const code = new PersonCode();
  let gate: Gate | undefined;
  const entrance =
    oauth && clientId !== undefined
      ? signInEntrance({
          issuer: oauth.issuer,
          clientId,
          scopes: oauth.requiredScopes ?? [],
          home,
          resource: () => gate?.publicUrl ?? '',
          base: () => links.base,
          isLink: (id) => links.find(id) !== undefined,
          admit: async (token) => gate?.admit({ headers: { authorization: `Bearer ${token}` } }) ?? NOT_READY,
          onProblem,
        })
      : codeEntrance(code, principal, onProblem);
  const { title, name } = plugin;
  const page = new ApprovalPage({ plugin: title ?? name, links, entrance, onProblem });
  const opened: OpenedPage = {
    hosts: url === undefined ? [] : [new URL(url).host],
    serves: (request, response, path) => page.serves(request, response, path),
    listensAt(address, its) {
      gate = its;
      links.base = (url ?? address).replace(/\/+$/, '');
      if (!oauth) onCode(code.text, `${links.base}/approve`);
    },
  };
  return { desk: approvalDesk(approvalMs, { links }), page: opened };
}

const NOT_READY = { status: 503, text: 'The server is not listening yet.' };

const isWrite = ({ access }: { access: string }) => access !== 'read';

/** Many clients give a call a minute. */
const WAIT_MS = 40_000;

function printCode(code: string, page: string): void {
  process.stderr.write(
    `Changes that a client cannot ask you about wait at ${page}/…, which asks for this code once: ${code}\n` +
      'It is for you, not for the agent: anyone who has it can approve.\n',
  );
}
