import { readFile } from 'node:fs/promises';
import type { RegistryOptions } from '@rolekit/registry';
import { RolekitError } from '@rolekit/sdk';
import { z } from 'zod';

const provider = z.strictObject({
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1).optional(),
  title: z.string().min(1).max(60).optional(),
  scope: z
    .string()
    .regex(/\bopenid\b/, 'has to contain openid')
    .optional(),
  groupsClaim: z.string().min(1).optional(),
  administrators: z.string().min(1).optional(),
});

const MAX_BYTES = 64 * 1024;

/**
 * How the registry signs people in through the company's provider, from a file: its secret is on no command line.
 *
 * @throws RK_FILE
 */
export async function readProviderFile(path: string): Promise<NonNullable<RegistryOptions['provider']>> {
  const refused = (reason: string, cause?: unknown) =>
    new RolekitError(
      'RK_FILE',
      {
        path,
        reason,
        hint: 'Write {"issuer": "https://…", "clientId": "…", "clientSecret": "…"}; see docs/registry.md.',
      },
      { cause },
    );
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw refused('it cannot be read', cause);
  });
  if (text.length > MAX_BYTES) throw refused('it is too long');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refused('it is not JSON', cause);
  }
  const parsed = provider.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refused(`${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'not valid'}`);
}
