import type { ArgsOf, Command, CommandContext, CommandEntry, CommandWords } from './command.ts';
import approve from './commands/approve/words.ts';
import auditExport from './commands/audit/export/words.ts';
import auditVerify from './commands/audit/verify/words.ts';
import audit from './commands/audit/words.ts';
import build from './commands/build/words.ts';
import call from './commands/call/words.ts';
import completion from './commands/completion/words.ts';
import connect from './commands/connect/words.ts';
import create from './commands/create/words.ts';
import demo from './commands/demo/words.ts';
import deprecate from './commands/deprecate/words.ts';
import dev from './commands/dev/words.ts';
import diff from './commands/diff/words.ts';
import disable from './commands/disable/words.ts';
import doctor from './commands/doctor/words.ts';
import enable from './commands/enable/words.ts';
import evaluate from './commands/eval/words.ts';
import gitCredential from './commands/git-credential/words.ts';
import info from './commands/info/words.ts';
import install from './commands/install/words.ts';
import login from './commands/login/words.ts';
import logout from './commands/logout/words.ts';
import namespace from './commands/namespace/words.ts';
import outdated from './commands/outdated/words.ts';
import pack from './commands/pack/words.ts';
import playbookRecord from './commands/playbook/record/words.ts';
import playbook from './commands/playbook/words.ts';
import policy from './commands/policy/words.ts';
import publish from './commands/publish/words.ts';
import quarantine from './commands/quarantine/words.ts';
import registryAccountCreate from './commands/registry/account/create/words.ts';
import registryAccountDisable from './commands/registry/account/disable/words.ts';
import registryAccountEnable from './commands/registry/account/enable/words.ts';
import registryAccountList from './commands/registry/account/list/words.ts';
import registryAccount from './commands/registry/account/words.ts';
import registryBackup from './commands/registry/backup/words.ts';
import registryCopy from './commands/registry/copy/words.ts';
import registryMigrate from './commands/registry/migrate/words.ts';
import registryRestore from './commands/registry/restore/words.ts';
import registryRotateKey from './commands/registry/rotate-key/words.ts';
import registryServe from './commands/registry/serve/words.ts';
import registrySettings from './commands/registry/settings/words.ts';
import registryTokenCreate from './commands/registry/token/create/words.ts';
import registryTokenList from './commands/registry/token/list/words.ts';
import registryTokenRevoke from './commands/registry/token/revoke/words.ts';
import registryToken from './commands/registry/token/words.ts';
import registryTrustKey from './commands/registry/trust-key/words.ts';
import registryVerify from './commands/registry/verify/words.ts';
import registry from './commands/registry/words.ts';
import reject from './commands/reject/words.ts';
import review from './commands/review/words.ts';
import run from './commands/run/words.ts';
import sandbox from './commands/sandbox/words.ts';
import search from './commands/search/words.ts';
import takedown from './commands/takedown/words.ts';
import test from './commands/test/words.ts';
import types from './commands/types/words.ts';
import undo from './commands/undo/words.ts';
import uninstall from './commands/uninstall/words.ts';
import unyank from './commands/unyank/words.ts';
import update from './commands/update/words.ts';
import validate from './commands/validate/words.ts';
import versionAdd from './commands/version/add/words.ts';
import versionStatus from './commands/version/status/words.ts';
import version from './commands/version/words.ts';
import whoami from './commands/whoami/words.ts';
import yank from './commands/yank/words.ts';

/** Every command, in the order of a plugin's road; a command without code of its own is short for a sub-command. */
export const COMMANDS: readonly CommandEntry[] = [
  entry(create, () => import('./commands/create/index.ts')),
  entry(dev, () => import('./commands/dev/index.ts')),
  entry(validate, () => import('./commands/validate/index.ts')),
  entry(test, () => import('./commands/test/index.ts')),
  entry(playbook, () => import('./commands/playbook/record/index.ts')),
  entry(playbookRecord, () => import('./commands/playbook/record/index.ts')),
  entry(evaluate, () => import('./commands/eval/index.ts')),
  entry(build, () => import('./commands/build/index.ts')),
  entry(outdated, () => import('./commands/outdated/index.ts')),
  entry(pack, () => import('./commands/pack/index.ts')),
  entry(version, () => import('./commands/version/index.ts')),
  entry(versionAdd, () => import('./commands/version/add/index.ts')),
  entry(versionStatus, () => import('./commands/version/status/index.ts')),
  entry(login, () => import('./commands/login/index.ts')),
  entry(logout, () => import('./commands/logout/index.ts')),
  entry(whoami, () => import('./commands/whoami/index.ts')),
  entry(namespace, () => import('./commands/namespace/index.ts')),
  entry(publish, () => import('./commands/publish/index.ts')),
  entry(diff, () => import('./commands/diff/index.ts')),
  entry(review, () => import('./commands/review/index.ts')),
  entry(approve, () => import('./commands/approve/index.ts')),
  entry(reject, () => import('./commands/reject/index.ts')),
  entry(search, () => import('./commands/search/index.ts')),
  entry(info, () => import('./commands/info/index.ts')),
  entry(install, () => import('./commands/install/index.ts')),
  entry(update, () => import('./commands/update/index.ts')),
  entry(uninstall, () => import('./commands/uninstall/index.ts')),
  entry(disable, () => import('./commands/disable/index.ts')),
  entry(enable, () => import('./commands/enable/index.ts')),
  entry(yank, () => import('./commands/yank/index.ts')),
  entry(unyank, () => import('./commands/unyank/index.ts')),
  entry(deprecate, () => import('./commands/deprecate/index.ts')),
  entry(quarantine, () => import('./commands/quarantine/index.ts')),
  entry(takedown, () => import('./commands/takedown/index.ts')),
  entry(audit, () => import('./commands/audit/verify/index.ts')),
  entry(auditExport, () => import('./commands/audit/export/index.ts')),
  entry(auditVerify, () => import('./commands/audit/verify/index.ts')),
  entry(run, () => import('./commands/run/index.ts')),
  entry(call, () => import('./commands/call/index.ts')),
  entry(types, () => import('./commands/types/index.ts')),
  entry(undo, () => import('./commands/undo/index.ts')),
  entry(connect, () => import('./commands/connect/index.ts')),
  entry(policy, () => import('./commands/policy/index.ts')),
  entry(doctor, () => import('./commands/doctor/index.ts')),
  entry(sandbox, () => import('./commands/sandbox/index.ts')),
  entry(registry, () => import('./commands/registry/serve/index.ts')),
  entry(registryVerify, () => import('./commands/registry/verify/index.ts')),
  entry(registryAccount, () => import('./commands/registry/account/list/index.ts')),
  entry(registryAccountCreate, () => import('./commands/registry/account/create/index.ts')),
  entry(registryAccountList, () => import('./commands/registry/account/list/index.ts')),
  entry(registryAccountDisable, () => import('./commands/registry/account/disable/index.ts')),
  entry(registryAccountEnable, () => import('./commands/registry/account/enable/index.ts')),
  entry(registryToken, () => import('./commands/registry/token/list/index.ts')),
  entry(registryTokenCreate, () => import('./commands/registry/token/create/index.ts')),
  entry(registryTokenList, () => import('./commands/registry/token/list/index.ts')),
  entry(registryTokenRevoke, () => import('./commands/registry/token/revoke/index.ts')),
  entry(registryServe, () => import('./commands/registry/serve/index.ts')),
  entry(registrySettings, () => import('./commands/registry/settings/index.ts')),
  entry(registryBackup, () => import('./commands/registry/backup/index.ts')),
  entry(registryRestore, () => import('./commands/registry/restore/index.ts')),
  entry(registryMigrate, () => import('./commands/registry/migrate/index.ts')),
  entry(registryCopy, () => import('./commands/registry/copy/index.ts')),
  entry(registryRotateKey, () => import('./commands/registry/rotate-key/index.ts')),
  entry(registryTrustKey, () => import('./commands/registry/trust-key/index.ts')),
  entry(demo, () => import('./commands/demo/index.ts')),
  entry(gitCredential, () => import('./commands/git-credential/index.ts')),
  entry(completion, () => import('./commands/completion/index.ts')),
];

/** The words of the commands directly below one: of `registry token`, or of `rolekit` itself. */
export function commandsBelow(parent?: string): CommandWords[] {
  const prefix = parent === undefined ? '' : `${parent} `;
  const words = COMMANDS.map((command) => command.words);
  return words.filter(({ name }) => name.startsWith(prefix) && !name.slice(prefix.length).includes(' '));
}

/** The compiler checks that the code takes the arguments that the words declare. */
function entry<W extends CommandWords>(
  words: W,
  load: () => Promise<{
    default: { start: (args: ArgsOf<W>, context: CommandContext) => ReturnType<Command['start']> };
  }>,
): CommandEntry {
  return { words, load };
}
