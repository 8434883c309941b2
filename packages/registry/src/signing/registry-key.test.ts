import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newSigningKey, readKeyChain, signerOf } from '@rolekit/sdk/internal/signing';
import type { RegistryKeys } from '@rolekit/sdk/wire';
import { expect, test } from 'vitest';
import { packPlugin } from '../../test/pack-plugin.ts';
import { type TestRegistry, tempDir, testRegistry } from '../../test/start-registry.ts';
import { databaseOf } from '../../test/test-database.ts';
import { rotateSigningKey } from './rotate-key.ts';

const placeOf = async (dataDir: string) => ({ dataDir, ...(await databaseOf(dataDir)) });
const keysOf = async (registry: TestRegistry) => (await registry.get('/v1/keys')).json<RegistryKeys>();
const refused = (reason: RegExp) =>
  expect.objectContaining({ code: 'RK_SIGNING_KEY', message: expect.stringMatching(reason) });

async function started(): Promise<{ dataDir: string; file: string; keyid: string | null }> {
  const registry = await testRegistry();
  const { current } = await keysOf(registry);
  await registry.close();
  return { dataDir: registry.dataDir, file: join(registry.dataDir, 'signing-key.pem'), keyid: current };
}

test('a registry does not start with another key than the one on record', async () => {
  const { dataDir, file } = await started();
  await writeFile(file, newSigningKey());
  await expect(testRegistry({ dataDir })).rejects.toThrow(
    refused(/the key at .* is sha256:\w{16}, and .* is on record/),
  );
});

test('nor without its key, nor with a file that holds none', async () => {
  const { dataDir, file } = await started();
  await rm(file);
  await expect(testRegistry({ dataDir })).rejects.toThrow(refused(/its key sha256:\w{16} is missing/));
  await writeFile(file, 'rk_secret');
  await expect(testRegistry({ dataDir })).rejects.toMatchObject({
    code: 'RK_FILE',
    message: expect.not.stringContaining('rk_secret'),
  });
});

test('nor when the file that it is told of is not there', async () => {
  const dataDir = await tempDir();
  await expect(testRegistry({ dataDir, signingKeyFile: join(dataDir, 'none.pem') })).rejects.toThrow(
    refused(/there is no key at/),
  );
});

test('the key is made once, for its owner alone, and stays', async () => {
  const { dataDir, file, keyid } = await started();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const again = await testRegistry({ dataDir });
  expect((await keysOf(again)).current).toBe(keyid);
});

test('a key of a file is the same for every registry that is given it', async () => {
  const signingKeyFile = join(await tempDir(), 'key.pem');
  const pem = newSigningKey();
  await writeFile(signingKeyFile, pem);
  const registry = await testRegistry({ signingKeyFile });
  expect((await keysOf(registry)).current).toBe(signerOf(pem, 'key').keyid);
});

test('a new key is named by the one before, and signs from then on', async () => {
  const { dataDir, keyid } = await started();
  const first = await rotateSigningKey(await placeOf(dataDir), 'ada');
  const second = await rotateSigningKey(await placeOf(dataDir), 'ada');
  expect([first.from, first.to]).toEqual([keyid, second.from]);
  const registry = await testRegistry({ dataDir });
  const { current, keys } = await keysOf(registry);
  expect(current).toBe(second.to);
  expect(readKeyChain(keys, 'the test').map((key) => key.keyid)).toEqual([keyid, first.to, second.to]);
  const swapped = keys.map((key, at) => ({ ...key, rotation: keys[3 - at]?.rotation ?? null }));
  expect(() => readKeyChain(swapped, 'the test')).toThrow(expect.objectContaining({ code: 'RK_SIGNATURE_INVALID' }));
  const unsigned = keys.map((key) => ({ ...key, rotation: null }));
  expect(() => readKeyChain(unsigned, 'the test')).toThrow(/nothing says that it went from/);
});

test('a rotation that was interrupted before its file was in place is finished at the next start', async () => {
  const { dataDir, file } = await started();
  const old = await readFile(file);
  const { to } = await rotateSigningKey(await placeOf(dataDir), 'ada');
  await rename(file, `${file}.next`);
  await writeFile(file, old);
  const registry = await testRegistry({ dataDir });
  expect((await keysOf(registry)).current).toBe(to);
  expect(signerOf(await readFile(file, 'utf8'), file).keyid).toBe(to);
});

test('one that was interrupted before it was on record changed nothing', async () => {
  const { dataDir, file, keyid } = await started();
  await writeFile(`${file}.next`, newSigningKey());
  const registry = await testRegistry({ dataDir });
  expect((await keysOf(registry)).current).toBe(keyid);
});

test('a key is not replaced under a registry that runs, and one whose key was replaced signs nothing more', async () => {
  const registry = await testRegistry();
  await expect(rotateSigningKey({ dataDir: registry.dataDir }, 'ada')).rejects.toMatchObject({
    code: 'RK_DATA_IN_USE',
  });
  const { current } = await keysOf(registry);
  const other = signerOf(newSigningKey(), 'other');
  const { rotationOf } = await import('@rolekit/sdk/internal/signing');
  await registry.catalogue.signingKeys.rotate(current ?? '', other.publicKey, rotationOf(other, other, ''), 'ada');
  const answer = await registry.send(await packPlugin());
  expect([answer.statusCode, answer.json().error.code]).toEqual([503, 'RK_SIGNING_KEY']);
  expect((await registry.get('/v1/plugins')).json().plugins).toEqual([]);
});
