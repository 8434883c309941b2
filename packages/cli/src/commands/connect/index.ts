import { type ArgsOf, defineCommand } from '../../command.ts';
import { type Connected, connect, type Moved, type SecretsLocation } from '../../connect/connect.ts';
import { homeFor } from '../../connect/person-home.ts';
import { type Listed, listConnections, removeProfile } from '../../connect/saved-profiles.ts';
import { usageError } from '../../errors.ts';
import { homeOf } from '../../rolekit-home.ts';
import type { Out } from '../../terminal.ts';
import type words from './words.ts';

type Result =
  | { did: 'listed'; connections: Listed[] }
  | { did: 'removed'; connector: string; profiles: string[]; active: string | null }
  | Connected
  | Moved;

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
    return connect(
      name,
      {
        home,
        person: args.for,
        sandbox: args.sandbox === true,
        runFile: args['run-file'],
        profile: args.profile,
        signIn: args['sign-in'] === true,
        device: args.device === true,
        store: args.store,
        passphraseFile: args['passphrase-file'],
        from: args.from,
        registry: args.registry,
      },
      context,
    );
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

const SECRETS = {
  keychain: 'sealed with a key in the system keychain',
  passphrase: 'sealed with the passphrase',
  file: 'in that file, readable only by you',
};

function renderSecrets({ secrets, note }: SecretsLocation, out: Out): void {
  if (secrets) out.line(`  secrets: ${SECRETS[secrets]}${note ? ` (${note})` : ''}`);
}

function renderList(connections: readonly Listed[], out: Out): void {
  if (connections.length === 0) out.line('No connections saved.');
  for (const { connector, active, profiles, problem } of connections) {
    out.line(out.paint.bold(connector));
    if (problem !== undefined) out.line(`  ${out.paint.red(problem)}`);
    out.table(
      profiles.map((profile) => [
        profile.name === active ? '*' : ' ',
        profile.name,
        profile.sandbox ? `sandbox (${profile.runFile})` : profile.fields.join(', '),
        profile.secrets === undefined || profile.secrets === 'file' ? '' : `sealed (${profile.secrets})`,
      ]),
      '  ',
    );
  }
}
