// Managed settings that `rolekit policy export` writes, in the real hosts, which read them from /etc of a machine of their own: a mount
// namespace. It needs Linux and root, as CI has, and fails without.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { gemini } from './gemini.ts';
import { createHome, type Home } from './home.ts';
import type { Host, PluginAddress } from './host.ts';
import type { HostName } from './install.ts';
import { createMachine, type Machine, type ManagedCompany, openManagedCompany } from './managed-company.ts';

type Case = {
  name: HostName;
  open(home: Home): Host;
  file: string;
  /** What the administrator has in that file already, and what of it is found there afterwards. */
  own: string;
  kept: string;
  /** What it says to another source. */
  refusal: RegExp;
  /** Servers of a forbidden plugin that it starts nonetheless. */
  startsForbidden: string[];
  /** What `policy check` says once the file allows another source. */
  drift: string;
};

const HOSTS: readonly Case[] = [
  {
    name: 'codex',
    open: codex,
    file: '/etc/codex/requirements.toml',
    own: '# by Acme IT\nallowed_approval_policies = ["never", "on-request"] # no more\n',
    kept: '# by Acme IT\nallowed_approval_policies = ["never", "on-request"] # no more\n',
    refusal: /is not allowed by requirements from \/etc\/codex\/requirements\.toml/,
    startsForbidden: [],
    drift: 'marketplaces.allowed_sources.company-1.url',
  },
  {
    name: 'claude',
    open: claude,
    file: '/etc/claude-code/managed-settings.json',
    own: '{"cleanupPeriodDays":7}',
    kept: '"cleanupPeriodDays": 7',
    refusal: /is blocked by enterprise policy/,
    startsForbidden: [],
    drift: 'strictKnownMarketplaces (also allows {"source":"git","url":"http://127.0.0.1:',
  },
  {
    name: 'copilot',
    open: copilot,
    file: '/etc/github-copilot/managed-settings.json',
    own: '{"requireBase64ImageAttachments":true}',
    kept: '"requireBase64ImageAttachments": true',
    refusal: /Marketplace source blocked by managed policy/,
    startsForbidden: ['charts'],
    drift: 'strictKnownMarketplaces (also allows {"source":"git","url":"http://127.0.0.1:',
  },
  {
    name: 'gemini',
    open: gemini,
    file: '/etc/gemini-cli/settings.json',
    own: '{"ui":{"hideBanner":true},"security":{"folderTrust":{"enabled":false}}}',
    kept: '"hideBanner": true',
    refusal: /is not allowed by the "allowedExtensions" security setting/,
    startsForbidden: [],
    drift: 'security.allowedExtensions (also allows "^(?:[^:]*/)?http:/+127',
  },
];

const POLICY = {
  owner: 'Acme IT, security@acme.example',
  namespaces: { allow: ['acme'] },
  plugins: { deny: ['acme/charts'] },
};

let publisher: Home;
let company: ManagedCompany;
beforeAll(async () => {
  publisher = createHome('managed-publisher');
  company = await openManagedCompany(publisher);
});
afterAll(async () => {
  await company?.close();
  publisher?.remove();
});

describe.each(HOSTS)('$name on a machine of a company', (row) => {
  const { name, file, own, kept, refusal, startsForbidden, drift } = row;
  let machine: Machine;
  let host: Host;

  beforeAll(async () => {
    machine = createMachine(createHome(`managed-${name}`), company.url);
    host = row.open(machine.home);
    await company.setPolicy(null);
    expect(await machine.rolekit('policy', 'sync')).toMatchObject({ code: 0 });
  });
  afterAll(() => machine?.home.remove());

  const install = async (address: PluginAddress) => {
    expect(await host.addMarketplace(address)).toBe(address.marketplace);
    await host.install(address);
  };
  /** What runs of a plugin in the host, and what it offers. */
  const running = async (address: PluginAddress) => {
    try {
      const { servers, tools } = await host.status(address);
      return {
        servers: servers.filter(({ connected }) => connected).map((server) => server.name),
        tools: tools.length,
      };
    } catch (error) {
      if (!/does not list charts/.test(String(error))) throw error;
      return { servers: [], tools: 0 };
    }
  };

  test('before there is a policy, a plugin is installed and works', async () => {
    await install(company.forbidden);
    expect(await running(company.forbidden)).toEqual({ servers: ['charts'], tools: 1 });
  });

  test('the policy is exported to where the host reads it, beside what the administrator has there', async () => {
    await company.setPolicy(POLICY);
    await machine.rolekit('policy', 'sync');
    const missing = await machine.rolekit('policy', 'check', '--host', name);
    expect(missing).toMatchObject({ code: 1, stdout: expect.stringContaining('policy/settings-missing') });
    machine.write(file, own);
    const exported = await machine.exportTo(name);
    expect(exported).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(`${file}\n`) });
    expect(machine.read(file)).toContain(kept);
    expect(await machine.rolekit('policy', 'check', '--host', name)).toMatchObject({ code: 0 });
  });

  test('what the policy allows is installed and works', async () => {
    await host.install(company.allowed);
    expect(await running(company.allowed)).toEqual({ servers: ['models'], tools: 8 });
  });

  test('another source is refused', async () => {
    await expect(install(company.elsewhere)).rejects.toThrow(refusal);
  });

  test('what the policy forbids and is installed does not work', async () => {
    expect(await running(company.forbidden)).toMatchObject({ servers: startsForbidden });
    if (startsForbidden.length > 0) expect(await running(company.forbidden)).toMatchObject({ tools: 0 });
  });

  test('a file that somebody loosened is found, and mended by another export', async () => {
    const exported = machine.read(file);
    const port = (address: string) => `:${new URL(address).port}/`;
    const other = exported.replaceAll(port(company.url), port(company.elsewhere.marketplaceUrl));
    machine.write(file, other.replace('(?=(?:acme)/)', ''));
    const found = await machine.rolekit('policy', 'check', '--host', name);
    expect(found.code).toBe(1);
    expect(found.stdout).toContain('policy/settings-changed');
    expect(found.stdout).toContain(drift);
    await install(company.elsewhere);
    await machine.exportTo(name);
    expect(machine.read(file)).toBe(exported);
    expect(await machine.rolekit('policy', 'check', '--host', name)).toMatchObject({ code: 0 });
  });

  test('without the export the host starts what is forbidden, and its server lists no tool', async () => {
    machine.remove(file.slice(0, file.lastIndexOf('/')));
    expect(await running(company.forbidden)).toEqual({ servers: ['charts'], tools: 0 });
    expect(await running(company.elsewhere)).toEqual({ servers: ['slack'], tools: 0 });
    expect((await running(company.allowed)).tools).toBe(8);
  });
});
