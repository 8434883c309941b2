import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { field } from '../../connector/field.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { shelf } from '../../testing/shelf-connector.ts';
import { checkConnection } from './check-connection.ts';
import { servedFrom } from './served-connector.ts';

let home: string;
beforeEach(() => {
  home = temporaryFolder();
});

const shop = (test: () => Promise<string>) => {
  const connection = defineConnection({
    config: { token: field(z.string(), { title: 'Token', description: '', env: 'SHOP_TOKEN', secret: true }) },
    open: () => ({}),
    test,
  });
  const connector = defineConnector({
    name: 'shop',
    title: 'Shop',
    version: '1.0.0',
    description: '',
    connection,
    hosts: [],
    folders: [{ path: '~/Rolekit', access: 'write' }],
    tools: [],
  });
  return { name: 'p', version: '1.0.0', description: '', connectors: [servedFrom(connector)] };
};

describe('the check of a connection', () => {
  it('stops at settings that are missing', async () => {
    const check = await checkConnection(
      shop(async () => 'ada'),
      'shop',
      { home, env: {} },
    );
    expect(check).toMatchObject({ configuration: { error: { code: 'RK_NOT_CONNECTED' } } });
    expect(check.credentials).toBeUndefined();
    expect(check.harmless).toBeUndefined();
  });

  it('tells nothing of an unexpected failure but its kind', async () => {
    const failing = shop(async () => Promise.reject(new TypeError('token s3cret')));
    const check = await checkConnection(failing, 'shop', { home, env: { SHOP_TOKEN: 's3cret' } });
    expect(check.credentials).toMatchObject({ error: { message: 'shop failed unexpectedly (TypeError).' } });
    expect(JSON.stringify(check)).not.toContain('s3cret');
  });

  it('says who is connected, from where, and what may be called', async () => {
    const check = await checkConnection(
      shop(async () => 'ada'),
      'shop',
      { home, env: { SHOP_TOKEN: 's3cret' } },
    );
    expect(check).toEqual({
      connector: 'shop',
      configuration: { source: 'environment', environment: 'production' },
      credentials: { who: 'ada' },
    });
    expect((await checkConnection(shelf().plugin, 'shelf', { home, env: {} })).harmless).toEqual({
      tool: 'shelf_list_books',
      args: { limit: 1 },
    });
  });

  it('calls nothing that the plugin does not list', async () => {
    const { plugin } = shelf();
    const [served] = plugin.connectors;
    if (!served) throw new TypeError('the shelf has a connector');
    const { description } = served;
    const tools = description.tools.map((tool) => ({ ...tool, enabled: false }));
    const few = { ...plugin, connectors: [{ ...served, description: { ...description, tools } }] };
    expect((await checkConnection(few, 'shelf', { home, env: {} })).harmless).toBeUndefined();
  });
});
