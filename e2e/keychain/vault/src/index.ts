// A connector of a production profile that reaches no network: a digest shows which token it got.
import { createHash } from 'node:crypto';
import { defineConnection, defineConnector, field } from '@rolekit/sdk';
import { z } from 'zod';

const vault = defineConnection({
  config: {
    owner: field(z.string(), { title: 'Owner', description: 'Whose it is.', env: 'VAULT_OWNER' }),
    token: field(z.string().min(8), { title: 'Token', description: 'Rotates.', env: 'VAULT_TOKEN', secret: true }),
  },
  open: ({ config, save, exclusive }) => ({ config, save, exclusive }),
  test: async ({ config }) => config.owner,
});

const TOLD = z.object({ owner: z.string(), digest: z.string() });
const digestOf = (token: string) => createHash('sha256').update(token).digest('hex').slice(0, 16);

const who = vault.item({
  name: 'vault_who',
  title: 'Tell the owner',
  description: 'Tells whose vault it is, and a digest of its token.',
  item: TOLD,
  handler: async (_, { config }) => ({ owner: config.owner, digest: digestOf(config.token) }),
});

/** What a refresh does: takes the token that is stored by now, and stores the next one before it is used. */
const rotate = vault.item({
  name: 'vault_rotate',
  title: 'Rotate the token',
  description: 'Counts the token up, as a vendor that rotates refresh tokens does.',
  item: TOLD,
  async handler(_, { config, save, exclusive }) {
    const next = async (latest = config.token) => {
      const [name, count = '0'] = latest.split('.');
      const token = `${name}.${Number(count) + 1}`;
      await save({ token });
      return { owner: config.owner, digest: digestOf(token) };
    };
    return exclusive ? exclusive('token', next) : next();
  },
});

export default defineConnector({
  name: 'vault',
  title: 'Vault',
  version: '0.1.0',
  description: 'Tells which token it was given, and rotates it.',
  connection: vault,
  hosts: [],
  tools: [who, rotate],
});
