import { RolekitError } from '@rolekit/sdk';
import { readBundleFolder } from '@rolekit/sdk/bundle';
import {
  type CheckError,
  type ConnectionCheck,
  checkSecrets,
  hostEnvironment,
  policyPaths,
  readNetwork,
  readOwnPolicy,
} from '@rolekit/sdk/internal/settings';
import { readConnection } from '@rolekit/sdk/settings';
import { idOf } from '../build/archive.ts';
import type { CommandContext } from '../command.ts';
import { openTarget, type Target } from '../plugin-server/target.ts';
import { describeError } from '../report.ts';
import { homeOf } from '../rolekit-home.ts';
import { askServer, callOnce, type Era, shakeHands } from './handshake.ts';
import { nodeStage } from './node.ts';
import type { Stage } from './stage.ts';

/** Looks at a plugin from its files to a call, in the order in which one thing needs the other. */
export async function examine(what: string, registry: string | undefined, context: CommandContext): Promise<Stage[]> {
  const stages: Stage[] = [await nodeStage(context.env), await networkStage(context.env)];
  context.progress.step('Checking the files');
  let target: Target;
  try {
    target = await openTarget(what, context, { registry });
  } catch (error) {
    return [...stages, failed({ stage: 'files' }, error)];
  }
  try {
    stages.push(await filesStage(target.dir), policyStage(target, homeOf(context.env)));
    context.progress.step('Starting the server');
    const launched = await handshakeStages(target, context.env);
    stages.push(...launched);
    if (launched.some((stage) => stage.stage === 'launch' && stage.state === 'failed')) return stages;
    const ofConnectors: Stage[] = [];
    for (const { name } of target.tools.connectors) {
      context.progress.step(`Testing ${name}`);
      ofConnectors.push(...(await secretsStage(name, context.env)));
      ofConnectors.push(...(await connectionStages(target.dir, name, context.env)));
    }
    return [...stages, ...(await withoutUnused(ofConnectors, target, context.env))];
  } finally {
    await target.close();
  }
}

async function networkStage(env: NodeJS.ProcessEnv): Promise<Stage> {
  try {
    const { proxy, extraCa, trace } = await readNetwork(homeOf(env));
    // hosts do not pass it on, so that it is not read from a terminal either
    const unread = ['HTTPS_PROXY', 'https_proxy'].find((name) => env[name]);
    const facts = [
      proxy && `proxy ${new URL(proxy).host}`,
      !proxy && unread && `direct: ${unread} is ignored; set \`proxy\` in ~/.rolekit/network.json`,
      extraCa && 'extra certificates',
      trace && `exchanges are logged to ${trace}`,
    ].filter(Boolean);
    return { stage: 'network', state: 'ok', detail: facts.join(', ') || 'direct' };
  } catch (error) {
    return failed({ stage: 'network' }, error);
  }
}

/** Tools that the machine takes away are missing on purpose. */
function policyStage({ tools }: Target, home: string): Stage {
  const { broken, denied } = readOwnPolicy(policyPaths(home));
  const [problem] = broken;
  if (problem) return failed({ stage: 'policy' }, problem);
  const deniedTools = tools.connectors.flatMap((connector) =>
    connector.tools.flatMap(({ definition: { name }, access, enabled }) => {
      const by = enabled ? denied(name, access) : undefined;
      return by ? [{ name, path: by.path }] : [];
    }),
  );
  const byFile = [...new Set(deniedTools.map(({ path }) => path))].map((path) => {
    const names = deniedTools.filter((tool) => tool.path === path).map(({ name }) => name);
    return `${names.join(', ')} (${path})`;
  });
  return {
    stage: 'policy',
    state: 'ok',
    detail: deniedTools.length > 0 ? `denies ${byFile.join('; ')}` : 'denies nothing here',
  };
}

async function filesStage(dir: string): Promise<Stage> {
  const inspection = await readBundleFolder(dir);
  const [first] = inspection.findings.filter((finding) => finding.severity === 'error');
  if (inspection.ok && !first) {
    const { files, manifest } = inspection.bundle;
    return { stage: 'files', state: 'ok', detail: `${idOf({ manifest })} ${manifest.version}, ${files.length} files` };
  }
  return {
    stage: 'files',
    state: 'failed',
    detail: first ? `${first.file ?? dir}: ${first.message}` : dir,
    ...(first ? { code: first.code } : {}),
    fix: first?.fix || 'Rebuild it or reinstall it.',
  };
}

/** A server that speaks one of the two was launched; one that speaks neither was not. */
async function handshakeStages({ dir, tools }: Target, env: NodeJS.ProcessEnv): Promise<Stage[]> {
  const started = performance.now();
  const stages: Stage[] = [];
  let launched: number | undefined;
  const listed = tools.connectors.flatMap((connector) => connector.tools).filter((tool) => tool.enabled).length;
  for (const era of ['2026-07-28', '2025-11-25'] satisfies Era[]) {
    try {
      const names = await shakeHands(dir, env, era);
      launched ??= Math.round(performance.now() - started);
      stages.push({ stage: 'protocol', of: era, state: 'ok', detail: `${names.length} of ${listed} tools` });
    } catch (error) {
      stages.push(failed({ stage: 'protocol', of: era }, error));
    }
  }
  const [first] = stages;
  if (launched === undefined && first) {
    const { of: _, ...rest } = first;
    return [{ ...rest, stage: 'launch' }];
  }
  return [{ stage: 'launch', state: 'ok', detail: `server/main.mjs listed its tools in ${launched} ms` }, ...stages];
}

const PLACES = {
  keychain: 'sealed with a key in the keychain',
  passphrase: 'sealed with a passphrase',
  file: 'in a private file',
};

/** Where the secrets of a saved connection are, and whether a server that a host starts gets at them. */
async function secretsStage(of: string, env: NodeJS.ProcessEnv): Promise<Stage[]> {
  try {
    const secrets = await checkSecrets(of, { home: homeOf(env), env: hostEnvironment(env) });
    if (!secrets) return [];
    const { error, place, path, profile } = secrets;
    if (error) return [failed({ stage: 'secrets', of }, error)];
    return [{ stage: 'secrets', of, state: 'ok', detail: `profile ${profile}: ${PLACES[place]}, ${path}` }];
  } catch (error) {
    return [failed({ stage: 'secrets', of }, error)];
  }
}

async function connectionStages(dir: string, of: string, env: NodeJS.ProcessEnv): Promise<Stage[]> {
  let check: ConnectionCheck | undefined;
  try {
    check = await askServer(dir, env, of);
  } catch (error) {
    return [failed({ stage: 'configuration', of }, error)];
  }
  if (!check) {
    const detail = 'the server is from an older build that does not report this';
    return [{ stage: 'configuration', of, state: 'skipped', detail, fix: 'Build the plugin again.' }];
  }
  if ('error' in check.configuration) return [failedCheck({ stage: 'configuration', of }, check.configuration.error)];
  const { source, environment } = check.configuration;
  const stages: Stage[] = [
    { stage: 'configuration', of, state: 'ok', detail: `${source}, ${environment}${warning(source)}` },
  ];
  const { credentials } = check;
  if (credentials && 'error' in credentials)
    return [...stages, failedCheck({ stage: 'credentials', of }, credentials.error)];
  const who = credentials?.who;
  stages.push(
    who
      ? { stage: 'credentials', of, state: 'ok', detail: who }
      : { stage: 'credentials', of, state: 'skipped', detail: 'nothing to test' },
  );
  return [...stages, await callStage(dir, of, env, check)];
}

async function callStage(
  dir: string,
  of: string,
  env: NodeJS.ProcessEnv,
  { harmless }: ConnectionCheck,
): Promise<Stage> {
  if (!harmless) return { stage: 'call', of, state: 'skipped', detail: 'no call is safe to try' };
  try {
    const text = await callOnce(dir, env, harmless);
    return { stage: 'call', of, state: 'ok', detail: `${harmless.tool} answered ${text.length} characters` };
  } catch (error) {
    return failed({ stage: 'call', of }, error);
  }
}

/** Who has one app of a plugin connected works with that: another that was never connected is no failure. */
async function withoutUnused(stages: Stage[], { tools }: Target, env: NodeJS.ProcessEnv): Promise<Stage[]> {
  if (!stages.some(({ stage, state }) => stage === 'credentials' && state === 'ok')) return stages;
  const unused: string[] = [];
  for (const { name, config } of tools.connectors) {
    const isGiven = config.some(({ env: variable }) => env[variable]);
    if (!isGiven && !(await hasProfile(name, homeOf(env)))) unused.push(name);
  }
  return stages.map((stage) =>
    stage.code === 'RK_NOT_CONNECTED' && stage.of !== undefined && unused.includes(stage.of)
      ? { ...stage, state: 'skipped' }
      : stage,
  );
}

async function hasProfile(connector: string, home: string): Promise<boolean> {
  try {
    return (await readConnection(connector, home)) !== undefined;
  } catch {
    // one that cannot be read was meant to be used
    return true;
  }
}

/** Hosts pass little of an environment on. */
function warning(source: string): string {
  return source === 'environment' ? ' (hosts may not pass it on; `rolekit connect` saves it for all)' : '';
}

function failed(which: Pick<Stage, 'stage' | 'of'>, error: unknown): Stage {
  const { report } = describeError(error);
  const [first] = report.findings ?? [];
  const detail = error instanceof RolekitError && first ? `${report.message} ${first.message}` : report.message;
  return { ...which, state: 'failed', detail, code: report.code, fix: first?.fix ?? report.fix };
}

function failedCheck(which: Pick<Stage, 'stage' | 'of'>, { code, message, fix }: CheckError): Stage {
  return { ...which, state: 'failed', detail: message, code, fix };
}
