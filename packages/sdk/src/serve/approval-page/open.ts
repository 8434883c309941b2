import type { PluginState } from '../state.ts';
import { ApprovalPage } from './approval-page.ts';
import { ApprovalLinks } from './links.ts';
import { PersonCode } from './person-code.ts';

/** The page on which people approve writes of clients that cannot ask them. */
export interface ApprovalPageOptions {
  /** Where browsers reach this server, as `https://tools.example.com`, if not under its own address. */
  url?: string;
  /** Sends people to the page even where a client could ask them itself. @default false */
  always?: boolean;
  /** Told the person's code at the start; it must not reach an agent. @default printed on stderr */
  onCode?(code: string, page: string): void;
}

/** A page that is not served yet. */
export interface OpenedPage extends Pick<ApprovalPage, 'serves'> {
  /** Says where the server listens, as `http://127.0.0.1:8400`. */
  listensAt(address: string): void;
}

interface OpenOptions {
  approvalPage?: boolean | ApprovalPageOptions;
  approvalMs?: number;
  oauth?: unknown;
}

/** Opens the page of a plugin that has something to approve; undefined where it is off or not needed. */
export function openApprovalPage(
  state: PluginState,
  { approvalPage = true, approvalMs = APPROVAL_MS, oauth }: OpenOptions,
): OpenedPage | undefined {
  const hasWrites = state.plugin.connectors.some(({ description }) => description.tools.some(isWrite));
  // the code of a terminal says nothing of who it is that a token stands for
  if (approvalPage === false || oauth !== undefined || !hasWrites) return undefined;
  const { url, always = false, onCode = printCode } = approvalPage === true ? {} : approvalPage;
  const links = new ApprovalLinks(approvalMs, { always });
  const code = new PersonCode();
  const { title, name } = state.plugin;
  const page = new ApprovalPage({
    plugin: title ?? name,
    links,
    code,
    principal: state.principal,
    onProblem: (text) => state.onProblem(text),
  });
  state.approvalLinks = links;
  return {
    serves: (request, response, path) => page.serves(request, response, path),
    listensAt(address) {
      links.base = (url ?? address).replace(/\/+$/, '');
      onCode(code.text, `${links.base}/approve`);
    },
  };
}

const isWrite = ({ access }: { access: string }) => access !== 'read';

const APPROVAL_MS = 10 * 60_000;

function printCode(code: string, page: string): void {
  process.stderr.write(
    `Changes that a client cannot ask you about wait at ${page}/…, which asks for this code once: ${code}\n` +
      'It is for you, not for the agent: whoever has it can approve.\n',
  );
}
