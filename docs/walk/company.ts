import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { type RolekitOptions, type RolekitRun, rolekit } from '../../packages/cli/test/rolekit.ts';
import { BrowserOfOne } from '../../packages/registry/test/browser-of-one.ts';
import { type CiIssuer, ciIssuer } from '../../packages/registry/test/ci-issuer.ts';
import { type CompanySignIn, companySignIn, type Employee } from '../../packages/registry/test/oidc-provider.ts';
import { patternOf, type Step, wordsOf } from './page.ts';

const ROOT = dirname(dirname(import.meta.dirname));

const EMPLOYEES: Record<string, Employee> = Object.fromEntries(
  Object.entries({ ada: ['registry-admins'], cleo: ['security'], dan: ['analysts'] }).map(([name, groups]) => [
    name,
    { sub: name, name, email: `${name}@acme.example`, preferred_username: name, groups },
  ]),
);

/** How somebody's commands run. */
export interface Shell {
  cwd: string;
  env: NodeJS.ProcessEnv;
  rolekit(
    words: string[],
    options: Pick<RolekitOptions, 'cwd' | 'env' | 'onStderr'>,
  ): Promise<Omit<RolekitRun, 'json'>>;
}

/** The people of the page, each with a folder of their own that is also their home, and the servers around them. */
export class Company {
  readonly #dir: string;
  readonly #url: string;
  readonly #provider: CompanySignIn;
  readonly #ci: CiIssuer;
  readonly #shells: Record<string, Shell>;
  /** What somebody saw last, and copies into their next command. */
  #digest = '';
  /** Sign-ins one after the other: the provider signs in whoever it was told. */
  #signIns = Promise.resolve();

  /** @param shells of people who have another one than a folder in this process */
  static async open(shells: Record<string, Shell> = {}): Promise<Company> {
    const dir = await mkdtemp(join(tmpdir(), 'rolekit-company-'));
    onTestFinished(() => rm(dir, { recursive: true, force: true }));
    const url = `http://127.0.0.1:${await freePort()}`;
    const provider = await companySignIn(`${url}/login/callback`, EMPLOYEES.ada as Employee);
    const ci = await ciIssuer(() => url);
    await cp(join(ROOT, 'examples/weather-connector'), join(dir, 'job/connectors/weather'), { recursive: true });
    return new Company(dir, url, provider, ci, shells);
  }

  private constructor(dir: string, url: string, provider: CompanySignIn, ci: CiIssuer, shells: Record<string, Shell>) {
    this.#dir = dir;
    this.#url = url;
    this.#provider = provider;
    this.#ci = ci;
    this.#shells = shells;
  }

  async do(step: Step): Promise<void> {
    for (const person of step.people) await mkdir(this.#folderOf(person).cwd, { recursive: true });
    if (step.kind === 'file') {
      const [person = ''] = step.people;
      const { cwd } = this.#shells[person] ?? this.#folderOf(person);
      return writeFile(join(cwd, step.path), this.#real(step.text));
    }
    await Promise.all(step.people.map((person) => this.#run(person, step)));
  }

  async #run(person: string, { commands, exitCode, prints }: Extract<Step, { kind: 'commands' }>): Promise<void> {
    let printed = '';
    for (const command of commands) {
      const { code, stdout, stderr } = await this.#rolekit(person, wordsOf(this.#real(command)).slice(1));
      this.#digest = /\bsha256:[0-9a-f]{64}\b/.exec(stdout)?.[0] ?? this.#digest;
      printed += stdout + (code === 0 ? '' : stderr);
      expect(code, `${person}: ${command}\n${stdout}${stderr}`).toBe(exitCode);
    }
    if (prints !== undefined) expect(this.#paged(printed, person).trimEnd()).toMatch(patternOf(prints));
  }

  #folderOf(person: string): Shell {
    const cwd = join(this.#dir, person);
    return { cwd, env: { HOME: cwd, USERPROFILE: cwd, PATH: process.env.PATH }, rolekit };
  }

  async #rolekit(person: string, words: string[]): Promise<Omit<RolekitRun, 'json'>> {
    const { cwd, env, ...shell } = this.#shells[person] ?? this.#folderOf(person);
    if (words[0] === 'registry' && words.includes('--sign-in-file')) return this.#serve(words, cwd, env);
    let isAnswered = false;
    return shell.rolekit(words, {
      cwd,
      env: person === 'job' ? { ...env, ROLEKIT_ID_TOKEN: await this.#idToken() } : env,
      onStderr: (text) => {
        const [, code] = /compare the code: (\S+)\n/.exec(text) ?? [];
        if (code === undefined || isAnswered) return;
        isAnswered = true;
        this.#signIns = this.#signIns.then(() => this.#approve(person, code));
      },
    });
  }

  /** What a person does in a browser. */
  async #approve(person: string, code: string): Promise<void> {
    this.#provider.employee = EMPLOYEES[person];
    const browser = new BrowserOfOne();
    const page = await browser.open(
      `${this.#url}/login/start?next=${encodeURIComponent(`/login/device?code=${code}`)}`,
    );
    expect(page.body).toContain(code);
    await browser.submit(`${this.#url}/login/device`, { code, answer: 'approve' });
  }

  /** A registry serves until the end of the test. */
  #serve(words: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Omit<RolekitRun, 'json'>> {
    const stop = new AbortController();
    const log = ['--port', new URL(this.#url).port, '--log', 'registry.log'];
    return new Promise((resolve) => {
      const serving = rolekit([...words, ...log], {
        cwd,
        env,
        signal: stop.signal,
        onStdout: (stdout) => stdout.includes('serving') && resolve({ code: 0, stdout, stderr: '' }),
      });
      void serving.then(resolve);
      onTestFinished(async () => {
        stop.abort();
        await serving;
      });
    });
  }

  #idToken(): Promise<string> {
    return this.#ci.idToken({
      repository: undefined,
      workflow_ref: undefined,
      project_path: 'acme/plugins',
      project_id: '7',
      ci_config_ref_uri: 'gitlab.acme.example/acme/plugins//.gitlab-ci.yml@refs/heads/main',
    });
  }

  #real(text: string): string {
    return text
      .replaceAll('$DIGEST', this.#digest)
      .replaceAll('https://plugins.acme.example', this.#url)
      .replaceAll('https://login.acme.example', this.#provider.issuer)
      .replaceAll('https://gitlab.acme.example', this.#ci.issuer);
  }

  #paged(text: string, person: string): string {
    const { cwd } = this.#shells[person] ?? this.#folderOf(person);
    return text
      .replaceAll(`${cwd}/`, './')
      .replaceAll(this.#url, 'https://plugins.acme.example')
      .replaceAll(this.#provider.issuer, 'https://login.acme.example')
      .replaceAll(this.#ci.issuer, 'https://gitlab.acme.example');
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
