import type { RegistryOptions } from '@rolekit/registry';
import type { CommandContext } from '../command.ts';
import { usageError } from '../errors.ts';
import { placeIn } from './place.ts';
import { readProviderFile } from './provider-file.ts';
import type { ServeOptions } from './serve.ts';
import { type Resolved, resolveSettings } from './settings/resolve.ts';
import { SETTING_NAMES, settingOf } from './settings/table.ts';

/** Every setting of a registry that is served. @throws RK_USAGE, RK_FILE */
export function readSettings(
  args: Readonly<Record<string, unknown>>,
  context: Pick<CommandContext, 'cwd' | 'env'>,
): Resolved {
  // what was typed would stand in the list of processes
  if (args.database) process.title = 'rolekit registry';
  return resolveSettings(SETTING_NAMES, args, context);
}

/** What a registry is served with. @throws RK_USAGE, RK_FILE */
export async function serveOptions(settings: Resolved, { cwd }: Pick<CommandContext, 'cwd'>): Promise<ServeOptions> {
  const { values } = settings;
  const provider = await providerOf(settings);
  const given = {
    publicUrl: values.publicUrl,
    trustProxy: values.trustProxy,
    allowedHosts: values.allowedHosts,
    ciIssuers: values.ciIssuers,
    signingKeyFile: values.signingKey,
    approvalDays: values.approvalDays,
    provider,
    limits: limitsOf(settings),
  };
  return {
    ...placeIn(values, cwd),
    name: values.name ?? '',
    host: values.host ?? '',
    port: values.port ?? 0,
    namespaces: values.namespaces ?? [],
    privateRemotes: values.allowRemote ?? [],
    log: values.log,
    logLevel: values.logLevel ?? 'info',
    approvals: values.approvals ?? false,
    ...defined(given),
  };
}

const LIMITS = [
  'publishesPerMinute',
  'changesPerMinute',
  'failuresPerMinute',
  'signInsPerMinute',
  'readsPerMinute',
  'archiveBytes',
] as const;

function limitsOf({ values }: Resolved): NonNullable<RegistryOptions['limits']> {
  return defined(Object.fromEntries(LIMITS.map((name) => [name, values[name]])));
}

async function providerOf({ values, sources }: Resolved): Promise<RegistryOptions['provider']> {
  const { signInFile, signInIssuer: issuer, signInClientId: clientId } = values;
  const single = [...sources].find(([name]) => settingOf(name).key.startsWith('signIn.'))?.[1];
  if (signInFile !== undefined) {
    if (single === undefined) return readProviderFile(signInFile);
    throw usageError(
      `The provider is set twice: by ${sources.get('signInFile')?.name} and ${single.name}.`,
      'Keep the file, or the single settings.',
    );
  }
  if (single === undefined) return undefined;
  if (issuer === undefined || clientId === undefined)
    throw usageError(
      `${single.name} is set, and no ${issuer === undefined ? 'issuer' : 'client'} of the provider.`,
      'Set signIn.issuer and signIn.clientId too, or ROLEKIT_REGISTRY_SIGN_IN_ISSUER and ROLEKIT_REGISTRY_SIGN_IN_CLIENT_ID.',
    );
  return {
    issuer,
    clientId,
    clientSecret: values.signInClientSecret,
    title: values.signInTitle,
    scope: values.signInScope,
    groupsClaim: values.signInGroupsClaim,
    administrators: values.signInAdministrators,
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
