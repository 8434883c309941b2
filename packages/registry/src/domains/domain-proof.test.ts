import type { lookup } from 'node:dns';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { selfSigned } from '../../../sdk/src/http/request/certificate.fixture.ts';
import { type NameServer, nameServer } from '../../test/name-server.ts';
import { DomainProof, proofLine, recordName } from './domain-proof.ts';

const CLAIM = { namespace: 'acme', domain: 'acme.example', token: 'a-token-of-this-claim' };
const LINE = 'rolekit-namespace=acme; token=a-token-of-this-claim';
const NAME = '_rolekit.acme.example';

let key: string;
let cert: string;
beforeAll(() => {
  ({ key, cert } = selfSigned(CLAIM.domain));
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers each question for a name with the next of these addresses. */
function addresses(...list: string[]): typeof lookup {
  let asked = 0;
  const answer = (_name: string, _options: object, callback: (error: null, all: object[]) => void) =>
    callback(null, [{ address: list[Math.min(asked++, list.length - 1)], family: 4 }]);
  return answer as unknown as typeof lookup;
}

/** A domain with a name server and a web server on loopback. */
async function withDomain({ isLocal = true, found = addresses('127.0.0.1') } = {}) {
  const dns: NameServer = await nameServer();
  const web = { answer: ((_, response) => response.writeHead(404).end()) as Answer, requests: [] as string[] };
  const server = createServer({ key, cert }, (request, response) => {
    web.requests.push(`${request.headers.host} ${request.url}`);
    web.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const network = { servers: [dns.address], lookup: found, extraCa: cert, port, timeout: 800 };
  const proof = new DomainProof(isLocal ? [`https://acme.example:${port}`] : [], network);
  return {
    dns,
    web,
    port,
    file: `https://acme.example:${port}/.well-known/rolekit-namespace`,
    find: () => proof.find(CLAIM),
  };
}

test('what has to be shown, and where', () => {
  expect(proofLine(CLAIM)).toBe(LINE);
  expect(recordName(CLAIM)).toBe(NAME);
});

describe('a TXT record', () => {
  test.each([
    [[LINE]],
    [['v=spf1 -all', 'rolekit-namespace = acme;token=a-token-of-this-claim ']],
    [['rolekit-namespace=other; token=x', LINE]],
  ])('of %j proves it, and no page is asked for', async (texts) => {
    const { dns, web, find } = await withDomain();
    dns.texts.set(NAME, texts);
    expect(await find()).toEqual({ method: 'dns' });
    expect(web.requests).toEqual([]);
  });

  test.each([
    ['of another namespace', ['rolekit-namespace=other; token=a-token-of-this-claim']],
    ['with the token of another claim', ['rolekit-namespace=acme; token=another']],
    ['with more behind the token', [`${LINE}-and-more`]],
    ['with other letters', [LINE.toUpperCase()]],
    ['as a part of another', [`x ${LINE}`]],
    ['that is very long', [`${LINE}${' '.repeat(1200)}`]],
  ])('%s does not', async (_, texts) => {
    const { dns, file, find } = await withDomain();
    dns.texts.set(NAME, texts);
    expect(await find()).toEqual({ problem: `DNS: no TXT record of ${NAME} is this one; ${file} answers 404` });
  });

  test('at the domain itself, or at a name above, does not', async () => {
    const { dns, find } = await withDomain();
    dns.texts.set('acme.example', [LINE]).set('_rolekit.example', [LINE]);
    expect(await find()).toEqual({ problem: expect.stringContaining(`DNS: ${NAME} has no TXT record`) });
  });

  test('behind an alias does not: a wildcard points at somebody else’s zone', async () => {
    const { dns, find } = await withDomain();
    dns.aliases.set(NAME, 'pages.hoster.example');
    dns.texts.set('pages.hoster.example', [LINE]);
    expect(await find()).toEqual({
      problem: expect.stringContaining(`DNS: ${NAME} is an alias, which proves nothing`),
    });
  });

  test('among very many is not looked for', async () => {
    const { dns, find } = await withDomain();
    dns.texts.set(NAME, [...Array.from({ length: 101 }, () => 'x'), LINE]);
    expect(await find()).toEqual({
      problem: expect.stringMatching(/^DNS: .* (has more than 100 records|cannot be looked up)/),
    });
  });

  test('that no name server tells of in time is none', async () => {
    const { dns, find } = await withDomain();
    dns.silent.add(NAME);
    expect(await find()).toEqual({
      problem: expect.stringMatching(/^DNS: _rolekit\.acme\.example cannot be looked up \(E(TIMEOUT|CANCELLED)\);/),
    });
  });
});

describe('a file of the web server', () => {
  test('proves it, by any of its lines', async () => {
    const { web, port, find } = await withDomain();
    web.answer = (_, response) => response.end(`# plugins\r\nrolekit-namespace=other; token=x\r\n${LINE}\r\n`);
    expect(await find()).toEqual({ method: 'https' });
    expect(web.requests).toEqual([`acme.example:${port} /.well-known/rolekit-namespace`]);
  });

  test.each<[string, Answer, string]>([
    [
      'that is somewhere else',
      (_, to) => to.writeHead(302, { location: 'https://evil.example/' }).end(LINE),
      'answers 302, and is not followed',
    ],
    [
      'that is moved for good',
      (_, to) => to.writeHead(308, { location: '/proof' }).end(LINE),
      'answers 308, and is not followed',
    ],
    ['of an error page', (_, to) => to.writeHead(404).end(LINE), 'answers 404'],
    [
      'of another namespace',
      (_, to) => to.end('rolekit-namespace=other; token=a-token-of-this-claim'),
      'does not have this line',
    ],
    ['of 10 MB', (_, to) => to.end(`${LINE}\n${'x'.repeat(10_000_000)}`), 'is larger than 4096 bytes'],
    ['that never ends', (_, to) => void to.write(`${LINE}\n`), 'cannot be read (ETIMEOUT)'],
    ['that never begins', () => {}, 'cannot be read (ETIMEOUT)'],
    ['that breaks off', (_, to) => void to.write('x', () => to.destroy()), 'cannot be read (UND_ERR_SOCKET)'],
  ])('%s does not', async (_, answer, problem) => {
    const { web, file, find } = await withDomain();
    web.answer = answer;
    expect(await find()).toEqual({ problem: `DNS: ${NAME} has no TXT record; ${file} ${problem}` });
    expect(web.requests).toHaveLength(1);
  });

  test('is not asked for at a private address, whatever the name says', async () => {
    for (const address of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '192.168.1.1']) {
      const { web, file, find } = await withDomain({ isLocal: false, found: addresses(address) });
      web.answer = (_, response) => response.end(LINE);
      expect(await find()).toEqual({ problem: expect.stringContaining(`${file} is at a private address`) });
      expect(web.requests).toEqual([]);
    }
  });

  test('is asked for only at the address that was checked, when a name changes between', async () => {
    // 192.0.2.1 is of a network for documents: nothing answers there
    const { web, find } = await withDomain({ isLocal: false, found: addresses('192.0.2.1', '127.0.0.1') });
    web.answer = (_, response) => response.end(LINE);
    expect(await find()).toEqual({ problem: expect.stringContaining('cannot be read (') });
    expect(web.requests).toEqual([]);
  });

  test('of a name of private networks is not asked for', async () => {
    const { find } = await withDomain();
    const proof = new DomainProof([], { servers: ['127.0.0.1:9'], timeout: 300 });
    expect(await proof.find({ ...CLAIM, domain: 'intranet.local' })).toEqual({
      problem: expect.stringContaining('https://intranet.local/.well-known/rolekit-namespace is at a private address'),
    });
    expect(await find()).toMatchObject({ problem: expect.any(String) });
  });

  test('under a certificate that nobody trusts is not read', async () => {
    const { web, port, dns } = await withDomain();
    web.answer = (_, response) => response.end(LINE);
    const proof = new DomainProof([`https://acme.example:${port}`], {
      servers: [dns.address],
      lookup: addresses('127.0.0.1'),
      extraCa: selfSigned('acme.example').cert,
      port,
    });
    expect(await proof.find(CLAIM)).toEqual({
      problem: expect.stringMatching(/cannot be read \(\w*(CERT|SIGNATURE)\w*\)/),
    });
    expect(web.requests).toEqual([]);
  });
});
