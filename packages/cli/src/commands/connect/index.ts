import { makePerson } from '@rolekit/sdk/internal/settings';
import { readConnection } from '@rolekit/sdk/settings';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { readAnswers } from '../../connect/answers.ts';
import { findConnector } from '../../connect/find.ts';
import { moveSecrets, onlyMoves } from '../../connect/move.ts';
import { homeFor, withoutOwn } from '../../connect/person.ts';
import { findRunFile } from '../../connect/run-file.ts';
import { chooseStore, profileFor, type Store } from '../../connect/secrets.ts';
import { needSignIn, savedValues, signInWith, withoutBrought } from '../../connect/sign-in.ts';
import { type Listed, listConnections, removeProfile, saveProfile } from '../../connect/store.ts';
import type { StoreName } from '../../connect/store-names.ts';
import { type Profile, tryProfile } from '../../connect/try.ts';
import { usageError } from '../../errors.ts';
import { homeOf } from '../../home.ts';
import type { Out } from '../../terminal.ts';
import type words from './words.ts';

interface Secrets {
  /** Where they are; null where it has none of its own. */
  secrets: StoreName | null;
  /** What to know of that. */
  note: string | null;
}

type Result =
  | { did: 'listed'; connections: Listed[] }
  | { did: 'removed'; connector: string; profiles: string[]; active: string | null }
  | ({
      did: 'connected';
      connector: string;
      profile: string;
      environment: 'production' | 'sandbox';
      /** File that holds it. */
      path: string;
      /** Who is connected; null where it was not tried. */
      who: string | null;
      /** Why it was not tried. */
      untried: string | null;
      /** Variables of this environment that win over the profile. */
      shadowedBy: string[];
    } & Secrets)
  | ({ did: 'moved'; connector: string; profile: string; path: string } & Secrets);

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Result> {
    const home = args.for === undefined ? homeOf(context.env) : homeFor(args.for, context);
    if (args.list) return { did: 'listed', connections: await listConnections(home, args.connector) };
    const name = args.connector;
    if (!name)
      throw usageError('No connector given.', 'Run `rolekit connect <connector>`, or `rolekit connect --list`.');
    if (!/^[a-z][a-z0-9-]*$/.test(name))
      throw usageError(`\`${name}\` is not a connector name.`, 'Use its lower-case name, e.g. salesforce.');
    if (args.remove) return { did: 'removed', connector: name, ...(await removeProfile(home, name, args.profile)) };

    const signingIn = args['sign-in'] === true || args.device === true;
    const sandbox = args.sandbox === true || args['run-file'] !== undefined;
    const profileName = args.profile ?? (sandbox ? 'sandbox' : 'default');
    const found = await findConnector(name, { from: args.from, registry: args.registry, required: !sandbox }, context);
    if (signingIn) needSignIn(found);
    // what this environment holds is the user's own
    const asked = args.for === undefined ? context : withoutOwn(context, found);
    const before = sandbox ? undefined : (await readConnection(name, home))?.profiles[profileName];
    const given = { store: args.store, passphraseFile: args['passphrase-file'] };
    const wanted = { ...given, before, home, fields: found.fields };
    if (onlyMoves(before, { ...given, signingIn }, found, asked)) {
      const store = await chooseStore(wanted, context);
      const path = await moveSecrets({ found, profile: profileName, store, home }, context);
      return { did: 'moved', connector: name, profile: profileName, path, ...toldOf(store) };
    }
    const answered = async () => {
      const saved = signingIn ? await savedValues(found, profileName, home, asked) : {};
      return { values: await readAnswers(signingIn ? withoutBrought(found) : found, saved, asked) };
    };
    const profile: Profile = sandbox
      ? { runFile: await findRunFile(name, args['run-file'], context) }
      : await answered();
    const store = sandbox ? undefined : await chooseStore(wanted, context);
    const brought = signingIn ? await signInWith(found, profile, args.device === true, context) : {};
    context.progress.step(`Testing ${name}`);
    const tried = found.connector
      ? await tryProfile(found.connector, profile, brought, context.signal)
      : { profile, who: null };
    const saved = profileFor(store, tried.profile, found.fields, { connector: name, profile: profileName });
    if (args.for !== undefined) await makePerson(homeOf(context.env), args.for);
    const path = await saveProfile(home, name, profileName, saved);
    return {
      did: 'connected',
      connector: name,
      profile: profileName,
      environment: sandbox ? 'sandbox' : 'production',
      path,
      ...toldOf(store),
      who: tried.who,
      untried: tried.who === null ? (found.connector ? 'it has no test call' : 'its code was not found') : null,
      shadowedBy: found.fields.map((field) => field.env).filter((variable) => Boolean(asked.env[variable])),
    };
  },
  render(result, out) {
    if (result.did === 'listed') renderList(result.connections, out);
    else if (result.did === 'removed') {
      out.line(`removed  ${result.connector}: ${result.profiles.join(', ') || 'nothing was saved'}`);
      if (result.active) out.line(`  active is now ${result.active}`);
    } else if (result.did === 'moved') {
      out.line(`${out.paint.green('moved')}  ${out.paint.bold(result.connector)}, profile ${result.profile}`);
      renderSecrets(result, out);
    } else {
      const where = result.environment === 'sandbox' ? out.paint.yellow('sandbox, demo data') : 'production';
      out.line(
        `${out.paint.green('connected')}  ${out.paint.bold(result.connector)}  ${result.who ?? `not tested: ${result.untried}`}  (${where})`,
      );
      out.line(`  profile ${result.profile} is active, saved in ${result.path}`);
      renderSecrets(result, out);
      if (result.shadowedBy.length > 0) {
        out.line(
          `  ${out.paint.yellow('note')}  this environment sets ${result.shadowedBy.join(', ')}, which overrides the profile`,
        );
      }
    }
  },
});

function toldOf(store: Store | undefined): Secrets {
  return { secrets: store?.name ?? null, note: store?.note ?? null };
}

const SECRETS = {
  keychain: 'sealed with a key in the system keychain',
  passphrase: 'sealed with the passphrase',
  file: 'in that file, readable only by you',
};

function renderSecrets({ secrets, note }: Secrets, out: Out): void {
  if (secrets) out.line(`  secrets: ${SECRETS[secrets]}${note ? ` (${note})` : ''}`);
}

function renderList(connections: readonly Listed[], out: Out): void {
  if (connections.length === 0) out.line('No connections saved.');
  for (const { connector, active, profiles, problem } of connections) {
    out.line(out.paint.bold(connector));
    if (problem !== undefined) out.line(`  ${out.paint.red(problem)}`);
    out.table(
      profiles.map((one) => [
        one.name === active ? '*' : ' ',
        one.name,
        one.sandbox ? `sandbox (${one.runFile})` : one.fields.join(', '),
        one.secrets === undefined || one.secrets === 'file' ? '' : `sealed (${one.secrets})`,
      ]),
      '  ',
    );
  }
}
