import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { selfSigned } from './certificate.fixture.ts';
import { proxyFor, readNetwork } from './network-settings.ts';
import { traceFile } from './trace-file.ts';

let home: string;
beforeEach(async () => {
  home = temporaryFolder();
  await mkdir(join(home, '.rolekit'));
});
const write = (text: string) => writeFile(join(home, '.rolekit/network.json'), text);

it('a broken file stops the connection instead of going around the proxy, and its password is not shown', async () => {
  await write('{"proxy":"http://jo:s3cret@proxy');
  await expect(readNetwork(home)).rejects.toMatchObject({
    code: 'RK_FILE',
    message: expect.not.stringContaining('s3cret'),
  });
  await write('{"proxy":"socks5://jo:s3cret@proxy"}');
  await expect(readNetwork(home)).rejects.toMatchObject({
    message: expect.stringMatching(/unexpected form at proxy$/),
  });
  await write('{"proxi":"http://proxy"}');
  await expect(readNetwork(home)).rejects.toThrow('unexpected form');
  await write('{"extraCa":"no.pem"}');
  await expect(readNetwork(home)).rejects.toThrow('no.pem: does not exist');
});

it('is empty without a file, and reads certificates beside it', async () => {
  expect(await readNetwork(home)).toEqual({});
  const { cert } = selfSigned('ca.example');
  await writeFile(join(home, '.rolekit/ca.pem'), cert);
  await write('{"extraCa":"ca.pem"}');
  expect(await readNetwork(home)).toEqual({ extraCa: cert });
});

it('names a file for traces, which starts at its folder', async () => {
  await write('{"trace":"vendors.jsonl"}');
  expect(await readNetwork(home)).toEqual({ trace: join(home, '.rolekit/vendors.jsonl') });
});

it('a trace that is full makes room, and nothing of it is lost at once', async () => {
  const path = join(home, 'vendors.jsonl');
  await writeFile(path, 'x'.repeat(9 * 1024 * 1024));
  const heard: unknown[] = [];
  const trace = traceFile(path, (exchange) => heard.push(exchange.url));
  trace({ connector: 'shop', method: 'GET', url: 'https://a.example/', ms: 1, bytes: 2, attempt: 1, hop: 0 });
  expect((await stat(`${path}.1`)).size).toBe(9 * 1024 * 1024);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ connector: 'shop', url: 'https://a.example/' });
  expect(heard).toEqual(['https://a.example/']);
});

it('finds the proxy of a host', () => {
  const network = { proxy: 'http://proxy:3128', noProxy: ['*.corp.example', 'direct.example'] };
  expect(proxyFor(network, 'a.corp.example')).toBeUndefined();
  expect(proxyFor(network, 'direct.example')).toBeUndefined();
  expect(proxyFor(network, 'corp.example')).toBe('http://proxy:3128');
  const copied = { ...network, noProxy: ['.Corp.example', 'Direct.example'] };
  expect(proxyFor(copied, 'a.corp.example')).toBeUndefined();
  expect(proxyFor(copied, 'direct.example')).toBeUndefined();
  expect(proxyFor(copied, 'evilcorp.example')).toBe('http://proxy:3128');
  expect(proxyFor({ ...network, noProxy: ['*'] }, 'x')).toBeUndefined();
  expect(proxyFor({}, 'x')).toBeUndefined();
});
