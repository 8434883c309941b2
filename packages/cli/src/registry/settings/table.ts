// The one table of what an operator sets. Options of commands, variables, the settings file and the page of settings come
// from it. This file imports nothing: `--help` loads it.

/** What a value has to be; `kinds.ts` has the check of each. */
export type Kind =
  | 'text'
  | 'path'
  | 'archives'
  | 'database'
  | 'port'
  | 'count'
  | 'yes'
  | 'level'
  | 'words'
  | 'origins'
  | 'hosts'
  | 'issuers'
  | 'address'
  | 'scope';

export interface Setting {
  /** In the settings file; a dot stands for an object in an object. */
  key: string;
  /** Without it, the setting has no option: it is a secret, or of too few. */
  flag?: string;
  /** Variables of others that are read too, after the setting's own. */
  also?: readonly string[];
  kind: Kind;
  /** As it would be typed. */
  default?: string;
  /** Never shown, and may lie in a file of its own: `<variable>_FILE`, or `{ "file": "…" }` in the settings file. */
  secret?: true;
  /** What stands for the value in help. */
  hint?: string;
  /** One sentence, without a full stop. */
  about: string;
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** Where the registry keeps what; every command that works on its data takes these. */
const PLACE = {
  data: {
    key: 'data',
    flag: 'data',
    kind: 'path',
    default: 'rolekit-registry',
    hint: 'dir',
    about: 'Data folder of the registry',
  },
  database: {
    key: 'database',
    flag: 'database',
    kind: 'database',
    secret: true,
    hint: 'url',
    about: 'PostgreSQL in the place of SQLite; better in ROLEKIT_REGISTRY_DATABASE, since it holds a password',
  },
  blobs: {
    key: 'blobs',
    flag: 'blobs',
    kind: 'archives',
    hint: 'dir|s3://bucket/prefix',
    about: 'Folder of the archives, or a bucket of an S3-compatible store (default: in the data folder)',
  },
  s3Endpoint: {
    key: 's3.endpoint',
    also: ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'],
    kind: 'address',
    about: 'Address of the S3-compatible store (default: Amazon’s)',
  },
  s3Region: {
    key: 's3.region',
    also: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
    kind: 'text',
    default: 'us-east-1',
    about: 'Region of the bucket',
  },
  s3PathStyle: {
    key: 's3.pathStyle',
    kind: 'yes',
    about: 'Whether the bucket stands in the path, not in the name of the host (default: with an endpoint)',
  },
  s3AccessKeyId: {
    key: 's3.accessKeyId',
    also: ['AWS_ACCESS_KEY_ID'],
    kind: 'text',
    secret: true,
    about: 'Id of the access key for the bucket',
  },
  s3SecretAccessKey: {
    key: 's3.secretAccessKey',
    also: ['AWS_SECRET_ACCESS_KEY'],
    kind: 'text',
    secret: true,
    about: 'Access key for the bucket',
  },
  s3SessionToken: {
    key: 's3.sessionToken',
    also: ['AWS_SESSION_TOKEN'],
    kind: 'text',
    secret: true,
    about: 'Session token of a temporary access key',
  },
} as const satisfies Record<string, Setting>;

/** How it is served. */
const SERVE = {
  port: { key: 'port', flag: 'port', kind: 'port', default: '4873', hint: 'n', about: 'Port; 0 takes a free one' },
  host: { key: 'host', flag: 'host', kind: 'text', default: '127.0.0.1', about: 'Address to listen on' },
  name: { key: 'name', flag: 'name', kind: 'text', default: 'rolekit', about: 'Name of the marketplace' },
  namespaces: {
    key: 'namespaces',
    flag: 'namespaces',
    kind: 'words',
    default: '*',
    hint: 'a,b',
    about: 'Namespaces of the first token',
  },
  publicUrl: {
    key: 'publicUrl',
    flag: 'public-url',
    kind: 'address',
    hint: 'url',
    about: 'Public address, behind a proxy',
  },
  allowedHosts: {
    key: 'allowedHosts',
    flag: 'allowed-hosts',
    kind: 'hosts',
    hint: 'name,name',
    about: 'Names besides the public address that requests may give as Host',
  },
  trustProxy: {
    key: 'trustProxy',
    flag: 'trust-proxy',
    kind: 'text',
    hint: 'addresses',
    about: 'Proxies to trust for X-Forwarded-For: addresses, ranges or loopback, separated by commas',
  },
  allowRemote: {
    key: 'allowRemote',
    flag: 'allow-remote',
    kind: 'origins',
    hint: 'origin,origin',
    about: 'Private addresses allowed for remote servers, e.g. in the company’s network',
  },
  log: {
    key: 'log',
    flag: 'log',
    kind: 'path',
    hint: 'file',
    about: 'Append the log to this file instead of stderr',
  },
  logLevel: {
    key: 'logLevel',
    flag: 'log-level',
    kind: 'level',
    default: 'info',
    hint: LOG_LEVELS.join('|'),
    about: 'Lowest level to log',
  },
  signingKey: {
    key: 'signingKey',
    flag: 'signing-key',
    also: ['ROLEKIT_SIGNING_KEY_FILE'],
    kind: 'path',
    hint: 'file',
    about: 'File with the Ed25519 private key to sign with, the same for all replicas (default: in the data folder)',
  },
  approvals: {
    key: 'approvals',
    flag: 'approvals',
    kind: 'yes',
    about: 'Have every version wait until somebody else approves it',
  },
  approvalDays: {
    key: 'approvalDays',
    flag: 'approval-days',
    kind: 'count',
    default: '14',
    hint: 'n',
    about: 'Days that a version waits for approval',
  },
  ciIssuers: {
    key: 'ciIssuers',
    flag: 'ci-issuers',
    kind: 'issuers',
    hint: 'url,url',
    about:
      'Issuers whose ID tokens CI may publish with, in the place of GitHub Actions and gitlab.com: your own GitLab, for one',
  },
  signInFile: {
    key: 'signInFile',
    flag: 'sign-in-file',
    kind: 'path',
    hint: 'file',
    about: 'JSON file with the company’s OpenID Connect provider, in the place of the settings that begin with signIn',
  },
  signInIssuer: {
    key: 'signIn.issuer',
    kind: 'address',
    about: 'Issuer of the company’s OpenID Connect provider',
  },
  signInClientId: { key: 'signIn.clientId', kind: 'text', about: 'Client of that provider' },
  signInClientSecret: { key: 'signIn.clientSecret', kind: 'text', secret: true, about: 'Secret of that client' },
  signInTitle: { key: 'signIn.title', kind: 'text', about: 'What the sign-in page calls the provider' },
  signInScope: { key: 'signIn.scope', kind: 'scope', about: 'Scopes to ask the provider for' },
  signInGroupsClaim: { key: 'signIn.groupsClaim', kind: 'text', about: 'Claim with the groups of a person' },
  signInAdministrators: {
    key: 'signIn.administrators',
    kind: 'text',
    about: 'Group whose members administer the registry',
  },
  publishesPerMinute: {
    key: 'limits.publishesPerMinute',
    kind: 'count',
    default: '300',
    about: 'Publications with one token in a minute',
  },
  changesPerMinute: {
    key: 'limits.changesPerMinute',
    kind: 'count',
    default: '300',
    about: 'Other changes with one token in a minute',
  },
  failuresPerMinute: {
    key: 'limits.failuresPerMinute',
    kind: 'count',
    default: '30',
    about: 'Requests without a valid token from one address in a minute',
  },
  signInsPerMinute: {
    key: 'limits.signInsPerMinute',
    kind: 'count',
    default: '20',
    about: 'Tries to sign in from one address in a minute',
  },
  readsPerMinute: {
    key: 'limits.readsPerMinute',
    kind: 'count',
    default: '3000',
    about: 'Searches and archives from one address in a minute',
  },
  archiveBytes: {
    key: 'limits.archiveBytes',
    kind: 'count',
    default: '52428800',
    about: 'Size of the largest archive, in bytes',
  },
} as const satisfies Record<string, Setting>;

/** Every setting, in the order of the page. */
export const SETTINGS = { ...PLACE, ...SERVE };

export type SettingName = keyof typeof SETTINGS;
export type PlaceName = keyof typeof PLACE;

type FlagIn<Table> = { [N in keyof Table]: Table[N] extends { flag: infer F extends string } ? F : never }[keyof Table];
/** Options of every command that works on the data, and of those that serve. */
export type PlaceFlag = FlagIn<typeof PLACE>;
export type SettingFlag = FlagIn<typeof SETTINGS>;

export const PLACE_NAMES = Object.keys(PLACE) as PlaceName[];
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

export function settingOf(name: SettingName): Setting {
  return SETTINGS[name];
}

/** `signInClientId` → `ROLEKIT_REGISTRY_SIGN_IN_CLIENT_ID`. */
export function variableOf(name: SettingName): string {
  return `ROLEKIT_REGISTRY_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/** The file with the settings that no option and no variable says. */
export const CONFIG = {
  flag: 'config',
  variable: 'ROLEKIT_REGISTRY_CONFIG',
  about: 'JSON file with settings (default: ROLEKIT_REGISTRY_CONFIG)',
} as const;
