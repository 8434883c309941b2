// The graph of the house: which package, and which room of a package, may import which. Checked by `scripts/house.test.ts`.

/**
 * The rooms of a package from the lowest to the highest: each imports only from itself and from those before it. Where a
 * room names doors, others import only these of its files.
 */
const SDK = [
  ['digest'],
  ['tree'],
  ['files'],
  ['words'],
  ['signing'],
  ['audit'],
  ['loopback', ['index']],
  ['http/policy'],
  [
    'http/request',
    [
      'types',
      'client',
      'allowed-hosts',
      'dial',
      'network-settings',
      'redact',
      'exchange',
      'trace-file',
      'binding',
      'parse-answer',
      'exact-json',
      'nulls-as-absent',
      'semaphore',
    ],
  ],
  ['http/list', ['page', 'request-batches', 'job', 'fetch-page', 'paging', 'merged-lists']],
  ['http/api', ['api', 'path']],
  ['metrics', ['index', 'table-types']],
  ['auth'],
  ['connector'],
  [
    'settings',
    [
      'index',
      'settings',
      'profiles',
      'run-file',
      'token-lineage',
      'sealing/check-secrets',
      'sealing/keychain',
      'sealing/keychain-type',
      'sealing/passphrase',
      'sealing/profile',
    ],
  ],
  ['overlay', ['index', 'check', 'section-id']],
  ['skill', ['types', 'define', 'prompt', 'read', 'check', 'directives', 'tool-grants']],
  ['plugin'],
  ['bundle', ['index', 'types', 'read', 'token-cost', 'check-directives', 'check-tools', 'folder', 'rule-set']],
  ['host', ['index', 'registry-wire', 'registry-paths']],
  ['surface', ['index']],
  ['difference', ['index']],
  ['policy', ['index', 'document', 'parse', 'match', 'judge', 'gate', 'snapshot', 'trusted-time']],
  ['serve/result', ['result-times', 'envelope', 'metric-text', 'result-limits', 'result-files']],
  ['serve/list'],
  ['serve/plugin'],
  ['serve/kept', ['results-store', 'results-tool', 'keep-result']],
  ['serve/write', ['write-call', 'approval', 'approval-desk', 'approval-links', 'audit-log', 'retention', 'undo']],
  ['serve/call', ['call-tool']],
  ['serve/http'],
  ['serve/mcp', ['server-factory', 'official-server', 'stdio-lines']],
  ['serve/oauth', ['gate', 'options', 'flags']],
  ['serve/approval-page', ['open-page']],
  ['serve/front', ['index']],
  ['serve/endpoint'],
  ['serve'],
  ['testing', ['index']],
  ['internal'],
];

const REGISTRY = [
  ['store'],
  ['audit'],
  ['signing'],
  ['domains'],
  ['access', ['authentication', 'permissions', 'route-access', 'token-admin', 'account-admin', 'passwords']],
  ['policy'],
  ['marketplace'],
  ['git'],
  ['publish'],
  ['review'],
  ['verify', ['index']],
  ['copy', ['index']],
  ['mcp-registry'],
  ['skills-index'],
  ['api'],
  ['web'],
  ['sign-in', ['index', 'provider', 'id-token']],
];

const OPENAPI = [['description'], ['shape'], ['operation'], ['tool'], ['emit']];

/** Folders of the command line with what several commands do; `commands` is above all of them. */
const CLI = [
  ['registry'],
  ['policy'],
  ['status'],
  ['playbook'],
  ['overlay', ['index']],
  ['build'],
  ['hosts'],
  ['validate'],
  ['plugin-server'],
  ['connect'],
  ['call'],
  ['types'],
  ['dev'],
  ['create'],
  ['doctor'],
  ['events'],
  ['install'],
  ['publish'],
  ['sign-in'],
  ['release'],
  ['outdated'],
  ['difference'],
  ['audit'],
  ['completion'],
  ['testing'],
  ['recording'],
  ['evals/grade'],
  ['evals/model', ['index', 'ask']],
  ['evals'],
  ['evals/export', ['index']],
  ['demo'],
  ['commands'],
];

const PACKAGES = ['sdk', 'registry', 'openapi', 'cli'];

function rulesOf(name, rooms) {
  const base = `^packages/${name}/src/`;
  const deeper = (room) => rooms.map(([other]) => other).filter((other) => other.startsWith(`${room}/`));
  const inside = (room) => {
    const apart = deeper(room).map((other) => other.slice(room.length + 1));
    return `${base}${room}/${apart.length === 0 ? '' : `(?!(?:${apart.join('|')})/)`}`;
  };
  return rooms.flatMap(([room, doors], at) => {
    const above = rooms.slice(at + 1).map(([other]) => inside(other));
    return [
      ...(above.length === 0
        ? []
        : [
            {
              name: `${name}: ${room} looks up`,
              comment: 'A room imports from itself and from the rooms below it.',
              severity: 'error',
              from: { path: inside(room) },
              to: { path: above },
            },
          ]),
      ...(doors === undefined
        ? []
        : [
            {
              name: `${name}: past the door of ${room}`,
              comment: 'Import what the room offers, or make it a door in .dependency-cruiser.mjs and say why.',
              severity: 'error',
              from: { pathNot: inside(room), path: base },
              to: { path: inside(room), pathNot: `^packages/${name}/src/${room}/(?:${doors.join('|')})\\.ts$` },
            },
          ]),
    ];
  });
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no circle',
      comment: 'Files that import each other cannot be read, tested or moved alone; types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...PACKAGES.slice(0, -1).map((name, at) => ({
      name: `${name} is below ${PACKAGES.slice(at + 1).join(', ')}`,
      severity: 'error',
      from: { path: `^packages/${name}/` },
      to: { path: PACKAGES.slice(at + 1).map((other) => `^packages/${other}/`) },
    })),
    {
      name: 'a command is an adapter',
      comment: 'What two commands share lies in a folder of its own.',
      severity: 'error',
      from: { path: '^packages/cli/src/commands/([^/]+)/' },
      to: { path: '^packages/cli/src/commands/', pathNot: '^packages/cli/src/commands/$1/' },
    },
    {
      name: 'the words of a command load without its code',
      comment: '`rolekit --help` loads the words of all commands.',
      severity: 'error',
      from: { path: '^packages/cli/src/commands/.*words\\.ts$' },
      to: {
        path: '^packages/',
        pathNot:
          '^packages/cli/src/(?:command|options|completion/shells|hosts/host-programs|connect/store-names|registry/settings/(?:flags|table)|commands/.*words)\\.ts$',
      },
    },
    {
      name: 'only the list of commands imports one',
      severity: 'error',
      from: { path: '^packages/cli/src/', pathNot: '^packages/cli/src/commands(?:/|\\.ts$)' },
      to: { path: '^packages/cli/src/commands/' },
    },
    ...rulesOf('sdk', SDK),
    ...rulesOf('registry', REGISTRY),
    ...rulesOf('openapi', OPENAPI),
    ...rulesOf('cli', CLI),
    {
      name: 'openapi knows nothing of registry',
      severity: 'error',
      from: { path: '^packages/openapi/' },
      to: { path: '^packages/registry/' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    includeOnly: '^packages/[^/]+/src/',
    exclude: '\\.(test|fixture|suite)\\.ts$|^packages/[^/]+/(test|dist)/',
    enhancedResolveOptions: {
      extensions: ['.ts'],
      conditionNames: ['rolekit-source', 'import'],
      exportsFields: ['exports'],
    },
  },
};
