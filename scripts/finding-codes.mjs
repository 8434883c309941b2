// What every finding means; `docs/errors.md` is generated from it, and a test compares it with the code.

const RAISE =
  'Raise the version as far as the finding says: `rolekit version` does it. Or waive it with a reason: `rolekit publish --waiver <reason>`.';

/** `area/rule` → [what it says, what to do when the finding itself does not say]. */
export const FINDING_CODES = {
  'amendment/file': [
    'A file in `amendments/` is not named after a section of a skill.',
    'Name it `amendments/<skill>/<section>.md`, `….before.md` or `….after.md`.',
  ],
  'amendment/form': [
    'An amendment is no part of the section that it amends: it has no heading, or one that ends the section.',
    'Write it as the finding says.',
  ],
  'amendment/overlap': [
    'Two amendments touch the same text.',
    'Write both into one file, or amend only the sections inside.',
  ],
  'amendment/unknown-skill': [
    'The base has no skill with that name, or the plugin removes or replaces it.',
    'Name a skill that is taken from the base.',
  ],
  'amendment/unknown-section': [
    'The skill of the base has no section with that id.',
    'Name one of those that it has; what has no id cannot be amended.',
  ],
  'archive/bomb': ['The archive unpacks to more than 200 times its size.', 'Remove files that are mostly empty.'],
  'archive/broken': ['It is not gzip, is damaged, or has a broken header.', 'Pack and send it again.'],
  'archive/device': ['It holds a device or a pipe.', 'Pack plain files only.'],
  'archive/duplicate': ['Two paths are the same file on some systems.', 'Keep one, or rename one.'],
  'archive/link': ['It holds a symbolic or hard link.', 'Pack the file itself.'],
  'archive/not-canonical': [
    'The tar inside is not the canonical one of its files.',
    'Unpack it and pack its folder with `rolekit pack`.',
  ],
  'archive/path': ['A path leaves the plugin, or does not work on every system.', 'Rename it.'],
  'archive/too-large': [
    'The archive, what it unpacks to, or one file is over the limit.',
    'Leave out what hosts do not need.',
  ],
  'archive/too-many': ['It holds more files than the limit.', 'Remove some.'],
  'archive/trailing': [
    'Something follows the end of the archive.',
    'Unpack it and pack its folder with `rolekit pack`.',
  ],
  'archive/truncated': ['The archive ends in the middle.', 'Send it again.'],

  'build/bundle': [
    'The code does not compile or an import is missing.',
    'Correct it at the place named, or install the package.',
  ],
  'code/definition': [
    'The code defines a connector or a tool that no host could use.',
    'Correct the definition; the finding names the place in the source.',
  ],
  'code/example': ['An example of a tool does not fit its input.', 'Correct the example, or the input.'],
  'code/load': ['The code fails when it is loaded.', 'Make it loadable without settings, network or files.'],
  'code/long-description': [
    'The description of a tool is longer than Claude Code gives to a model.',
    'Shorten it: details belong into the descriptions of the arguments, or a skill.',
  ],
  'code/schema': [
    'A schema says what JSON Schema cannot say; hosts are told nothing of it.',
    'Use texts, numbers, true and false, lists and objects.',
  ],
  'code/type': ['The TypeScript of the project finds a mistake.', 'Correct the code: a build does not check types.'],
  'code/types-unchecked': [
    'The types of the code were not checked.',
    'Install the packages of the plugin with `npm install`, or, where `create` linked the types, TypeScript alone: the finding says how.',
  ],
  'build/connector-name': [
    'The connector has another name in its code than in the manifest.',
    'Use the name of the code as the key.',
  ],
  'build/definition': ['`plugin.ts` could not be read.', 'Make it loadable without settings, network or files.'],
  'build/describe': [
    'The server could not list its tools.',
    'Make the code loadable without settings, network or files.',
  ],
  'build/native-module': ['A package needs a native module.', 'Use one in JavaScript or WebAssembly.'],
  'build/other-sdk': [
    'A connector imports a name that this version of the SDK has no more.',
    'Build the connector again with this version, or import the name from where it is now (docs/upgrade.md).',
  ],
  'build/status-unasked': [
    'The registry could not be asked whether a connector may still be used.',
    'Build again when it can be asked; a policy may refuse such builds (`offline.statusMaxAgeHours`).',
  ],
  'build/zod': [
    'Code, or a package that it imports, needs another major version of zod than the SDK.',
    'Install the SDK’s, and a version of the package that works with it.',
  ],
  'build/no-connector': [
    'The code exports no connector as default, or a plugin carries no connector to join.',
    'Export the connector as default.',
  ],
  'build/no-plugin': [
    '`plugin.ts` has no plugin as its default export.',
    'Write `export default definePlugin({ … })`.',
  ],
  'build/unknown-tool': ['The manifest names a tool that the connector does not have.', 'Correct the name.'],
  'build/unresolved': ['No version of a connector satisfies the range.', 'Change the range, or name a registry.'],

  'bundle/connector': [
    '`plugin.json` names a connector that `tools.json` does not describe.',
    'Build the plugin again.',
  ],
  'bundle/contract-report': [
    '`contract-report.json` is about another plugin, version or set of tools.',
    'Run `rolekit test --record` again.',
  ],
  'bundle/host-file': [
    "A host's file differs from `plugin.json`: its name, version or servers.",
    'Build the plugin again.',
  ],
  'bundle/installs-packages': ['A host would install packages because of this file.', 'Leave it out.'],
  'bundle/left-behind': [
    'A file that a system, an editor or another tool leaves behind, such as `.DS_Store` or `SKILL.md~`.',
    'Pack the folder again with `rolekit pack`, which leaves it out.',
  ],
  'bundle/missing-file': ['A file that every bundle has is missing.', 'Build the plugin again.'],
  'bundle/native-module': ['A `.node` file runs on one system only.', 'Leave it out.'],
  'bundle/too-large': ['A text file of the bundle is over 16 MiB.', 'Make it smaller.'],
  'bundle/working-files': [
    'Recordings and run files of one machine may hold customers’ data.',
    'Leave `.rolekit/` out.',
  ],
  'bundle/component': [
    'A declared component is not there, or no host loads its kind from there.',
    'Correct the entry, or remove it.',
  ],
  'bundle/root-entry': [
    'This entry does not belong at the root of a bundle, or a host would misread it.',
    'Leave it out.',
  ],
  'bundle/undeclared': [
    'A host would act on this file, and the manifest does not declare it.',
    'Leave it out, or [declare it](plugins.md#components).',
  ],

  'connector/no-test': [
    'A connector has credentials, and no `test` call that tries them.',
    'Give its connection a `test`; see [the test call](connectors.md#the-test-call).',
  ],

  'contract/form': ['`contract.json` has the wrong form.', 'Write a level and waivers; a waiver has a reason.'],
  'contract-report/stale': [
    'The recorded report is about other tools or another version: the build leaves it out.',
    'Run `rolekit test --record` again.',
  ],
  'contract/waiver': [
    'A waiver names no check, or gives no reason.',
    'Name a check of the contract suite, and say why.',
  ],

  'file/duplicate': ['Two files have one name on some systems.', 'Keep one, or rename one.'],
  'file/encoding': ['A text file is not UTF-8.', 'Save it as UTF-8.'],
  'file/path': ['A name that does not work on every system.', 'Rename it.'],
  'file/special': ['A device, pipe or socket.', 'Remove it.'],
  'file/symlink': ['A symbolic link.', 'Put the file itself there.'],
  'file/too-large': [
    'One file, or all together, are over the limit.',
    'Make it smaller, or have the connector fetch it.',
  ],
  'file/too-many': ['There are more files than the limit.', 'Remove some.'],

  'json/duplicate-key': ['A JSON file has the same key twice; hosts differ in which one they use.', 'Keep one.'],
  'json/prototype-key': ['A JSON file has the key `__proto__`, which some programs drop.', 'Remove it.'],
  'json/too-deep': ['A JSON file nests deeper than 200 levels.', 'Make it flatter.'],

  'lock/connector': ['The lock and `tools.json` differ in where a connector comes from.', 'Build the plugin again.'],
  'lock/generator': [
    'The host files were written by a newer generator than this one.',
    'Use a newer rolekit or registry, or build the plugin again.',
  ],
  'lock/missing': ['The bundle joins connectors and has no lock.', 'Build the plugin again.'],
  'lock/toolset': ['The lock belongs to another toolset.', 'Build the plugin again.'],

  'manifest/color': ['A colour is not written as `#1A2B3C`.', 'Write six hexadecimal digits.'],
  'manifest/component': ['A component is listed twice.', 'Keep one.'],
  'manifest/connector': [
    'A connector has not exactly one of `plugin`, `path` and `url`, or lacks its range.',
    'Keep the one it comes from.',
  ],
  'manifest/empty': ['A text is blank.', 'Write it, or remove the key.'],
  'manifest/extension': ['An extension of a vendor that Rolekit does not know; a host may act on it.', 'Remove it.'],
  'manifest/missing-file': ['The manifest names a file that is not there.', 'Add it, or correct the path.'],
  'manifest/name': [
    'A name is not lower-case letters, digits and single hyphens, or is reserved.',
    'Take the name that the fix suggests.',
  ],
  'manifest/path': ['A path leaves the plugin or does not work on every system.', 'Write a relative path with `/`.'],
  'manifest/private-address': [
    'A remote server is on this machine or in a private network.',
    'Use a public address, or have the operator list it.',
  ],
  'manifest/prompts': ['More than three prompts; hosts show three.', 'Keep the best three.'],
  'manifest/range': ['Not a range of versions.', 'Write one such as `^1.0.0`.'],
  'manifest/reference': ["Not a plugin's full name.", 'Write `namespace/name`.'],
  'manifest/todo': ['A `[TODO: …]` is left.', 'Write what it stands for.'],
  'manifest/too-large': ['`plugin.json` is over 1 MiB.', 'Make it smaller.'],
  'manifest/too-long': ['A text is longer than hosts read.', 'Shorten it.'],
  'manifest/tool-name': ['Not the name of a tool.', 'Tools are named `connector_verb_object`.'],
  'manifest/url': [
    'Not an absolute address, or one with credentials, a fragment or no TLS.',
    'Write an `https://` address.',
  ],
  'manifest/version': ['Not one exact semantic version.', 'Write such as `1.4.0`.'],

  'openapi/answer': [
    "An operation's answer is not described, or is nothing that a tool can answer.",
    'Describe a JSON or text answer, or choose other operations.',
  ],
  'openapi/body': [
    'An operation takes a format that no tool sends.',
    'Choose other operations, or write that tool by hand.',
  ],
  'openapi/credential': ['A parameter is a credential.', 'Nothing: it became a setting of the connection.'],
  'openapi/cycle': ['A definition refers to itself.', 'Nothing: its second level is left open.'],
  'openapi/default': ['A default does not fit its own schema.', 'Correct it; it is shown, never sent.'],
  'openapi/deprecated': [
    'The API calls an operation deprecated.',
    'Nothing: its tool says so. Choose its replacement, if there is one.',
  ],
  'openapi/empty': ['The file describes no operation.', 'Name the file that has `paths`.'],
  'openapi/enum': [
    'A list of values has another type, lists or objects, a value twice, or is too long for a tool.',
    'Correct it in the description, or check what the tool takes.',
  ],
  'openapi/method': ['A method returns no data, or only what GET returns.', 'Nothing: it is left out.'],
  'openapi/name': ['A member has a name that some hosts refuse.', 'Rename it in the tool, or leave the tool off.'],
  'openapi/orders': [
    'A description speaks to the model instead of about the API.',
    'Read it, and write the tool’s description yourself.',
  ],
  'openapi/parameter': [
    'A parameter has an unknown place, or a cookie has an invalid name.',
    'Write that tool by hand if it needs it.',
  ],
  'openapi/paging': [
    'Parameters for pages were replaced by `limit` and `cursor`, or could not be.',
    'Where no `cursor` comes, write the paging of that tool by hand.',
  ],
  'openapi/path-parameter': ['A parameter of a path is not described.', 'Describe it.'],
  'openapi/pattern': [
    'A pattern may mean something else in JavaScript, or keep it busy for ever.',
    'Nothing: the API checks it.',
  ],
  'openapi/ref': [
    'A `$ref` names nothing, leaves the folder, needs a network, or leads round in a circle.',
    'Correct it, or copy the file beside the description.',
  ],
  'openapi/security': [
    'The API offers more ways to sign in, or an unknown one.',
    'Change `src/api.ts` if you need another one.',
  ],
  'openapi/server': ['The address of the server is relative.', 'Give the base URL when you connect.'],
  'openapi/syntax': ['The file is neither JSON nor YAML.', 'Correct it at the place named.'],
  'openapi/too-deep': ['The file nests too deep.', 'Cut it down to what you need.'],
  'openapi/too-large': ['The file, its values or its operations are over the limit.', 'Cut it down to what you need.'],
  'openapi/type': ['A schema has a type that OpenAPI does not know.', 'Correct it.'],
  'openapi/undo': [
    'The path has a GET, but the update still cannot be undone.',
    'Write the `undo` of the tool by hand.',
  ],
  'openapi/version': ['It is not Swagger 2.0, nor OpenAPI 3.0 to 3.2.', 'Convert it.'],
  'openapi/webhooks': ['The API calls its webhooks; no tool does.', 'Nothing: they are left out.'],

  'note/bump': ['A note asks for a step that is none.', 'Write patch, minor, major or none.'],
  'note/empty': ['A note says nothing.', 'Say below its frontmatter what changed for those who use the plugin.'],
  'note/frontmatter': [
    'A note of a change does not begin with the plugins and steps that it is about, or is over 64 KiB.',
    'Begin it with `---`, lines such as `"acme/sales": minor`, and `---`; or make it anew: `rolekit version add`.',
  ],
  'note/mixed': [
    'A note names plugins that are released and others, or npm packages, that are not.',
    'Make two notes of it, or release all of them.',
  ],
  'note/too-low': [
    'A note asks for a smaller step than the changes need; the version is raised as far as they need.',
    'Write the step that the finding names.',
  ],
  'note/unknown-plugin': [
    'A note names what is no plugin and no npm package of the workspace, or several plugins.',
    'Write `namespace/name`, the name of the plugin, or that of its package.',
  ],

  'extends/base': ['The base, in the same workspace, does not build.', 'Correct it there.'],
  'extends/circle': ['The base follows this plugin, itself or over others.', 'Name a base that does not.'],
  'extends/connector': [
    'A connector of the base cannot be taken as the manifest says: the base has none with that name, the plugin adds one with the same name, or its code is only inside the base.',
    'Correct the name, or drop the connector of the base with `false`.',
  ],
  'extends/policy': ['The policy would loosen that of the base.', 'Remove it: a client can only tighten.'],
  'extends/range': [
    'The registry has no version of the base in the range.',
    'Change the range; the finding names the newest version.',
  ],
  'extends/skill': [
    'The lists of removed and replaced skills do not fit the base, or a skill has the name of one of the base.',
    'Correct the lists in `extends.skills`, or rename the skill.',
  ],
  'extends/too-deep': ['More than three bases stand above the plugin.', 'Follow one that is nearer to the first.'],
  'extends/unresolved': [
    'The base is neither in the workspace nor in the registry, or this account may not read it: a registry answers both alike.',
    'Correct the name, name the registry, or sign in.',
  ],
  'extends/withheld': [
    'The registry serves the version of the base no more: it was quarantined, or taken down.',
    'Follow another version: `rolekit build --update`.',
  ],
  'extends/yanked': [
    'The version of the base was yanked. The locked one is still built, with a warning; a new one is not chosen.',
    'Take another version: `rolekit build --update`, or change the range.',
  ],
  'overlay/conflict': [
    'A file still has a conflict with the base that nobody has decided.',
    'Keep the text that is right, and remove the lines of marks.',
  ],
  'playbook/expression': ['An expression cannot be read.', 'See [expressions](playbooks.md#expressions).'],
  'playbook/failing-step': ['A step that must fail captures values or has conditions.', 'Remove one of the two.'],
  'playbook/missing': ['A required key is missing.', 'Add it.'],
  'playbook/name': ['A captured name has characters that are not allowed.', 'Use letters, digits and `_`.'],
  'playbook/name-taken': ['A captured name is used already.', 'Choose another.'],
  'playbook/no-condition': ['A condition says nothing.', 'Add `equals`, `atLeast`, `atMost` or `contains`.'],
  'playbook/pasted': ['A pasted table cannot be read.', 'Give it a line of names and rows with as many cells.'],
  'playbook/subject': ['It names no skill and no connector, or both.', 'Name the one that it proves.'],
  'playbook/too-large': ['The file is over 256 Ki characters.', 'Split it.'],
  'playbook/type': ['A value has the wrong type or form.', 'Write what the message asks for.'],
  'playbook/unknown-connector': [
    'It proves or connects a connector that the plugin does not have.',
    'Correct the name.',
  ],
  'playbook/unknown-function': ['There is no such function.', 'See [expressions](playbooks.md#expressions).'],
  'playbook/unknown-key': ['There is no such key.', 'See [steps](playbooks.md#steps).'],
  'playbook/unknown-name': ['A name is not known at that step.', 'Capture it before.'],
  'playbook/unknown-skill': ['It proves a skill that the plugin does not have.', 'Correct the name.'],
  'playbook/unknown-tool': ['It calls a tool that no connector has.', 'Correct the name.'],
  'playbook/value': ['A value is not one of those allowed.', 'Write one that the message lists.'],
  'playbook/yaml': ['The YAML cannot be read.', 'Correct it at the place named.'],

  'plugin/no-folder': ['There is no such folder.', 'Give the folder that has `plugin.json`.'],
  'plugin/two-manifests': ['The plugin has `plugin.json` and `plugin.ts`.', 'Remove one of them.'],

  'policy/expired': [
    'The signed policy of a registry has ended on this machine.',
    'Fetch it with `rolekit policy sync`.',
  ],
  'policy/no-snapshot': [
    "The machine names the company's registry, and its signed policy is not there.",
    'Fetch it with `rolekit policy sync`.',
  ],
  'policy/refused-plugin': [
    'A plugin was installed that the policy does not allow any more.',
    'Remove it from your hosts, or ask the owner of the policy.',
  ],
  'policy/settings-changed': [
    "A host's managed settings are not those of the policy.",
    'Write them with `rolekit policy export`.',
  ],
  'policy/settings-missing': ['A host has no managed settings.', 'Write them with `rolekit policy export`.'],
  'policy/untrusted': [
    'A policy file is broken, or a signed policy is not signed by the pinned key.',
    'Correct the file, or fetch the policy with `rolekit policy sync`.',
  ],

  'registry/base-content': [
    'The registry has other content under the version of the base that the lock names.',
    'Build it again from the published base, or correct its registry.',
  ],
  'registry/base-mismatch': ['Manifest and lock do not name the same base.', 'Build it again.'],
  'registry/base-unknown': [
    'The registry has the base, and not the version that the lock names.',
    'Publish that version first, or build again.',
  ],
  'registry/base-withheld': ['The base is quarantined or taken down.', 'Build it from another version.'],
  'registry/base-yanked': ['The base was yanked.', 'Build it from another version.'],
  'registry/name': ['The name in the address is not valid.', 'Use lower-case letters, digits and single hyphens.'],
  'registry/name-mismatch': [
    'The manifest has another name than the address.',
    'Publish under the name of the manifest.',
  ],
  'registry/namespace': [
    'The namespace in the address is not valid.',
    'Use lower-case letters, digits and single hyphens.',
  ],
  'registry/namespace-mismatch': [
    'The manifest has another namespace than the address.',
    'Publish under the namespace of the manifest.',
  ],
  'registry/reserved': ['The name is a route, a device of Windows, or `rolekit`.', 'Choose another.'],
  'registry/version': ['Not an exact semantic version.', 'Write such as `1.4.0`.'],

  'release/taken': [
    'The next version of a plugin is published already: the source is behind.',
    'Get the newest source, or write the newest published version into its manifest.',
  ],
  'release/version-place': [
    'A definition in TypeScript does not have its version written out exactly once.',
    "Write it as `version: '1.0.0'`.",
  ],

  'section/id': [
    'The id of a heading is not a lower-case name, or the heading is in a list or a quotation.',
    'Write `## Decide {#decide}`; the heading works as before, its section cannot be amended.',
  ],
  'section/twice': ['Two sections of one skill have the same id.', 'Rename one.'],
  'skill/bare-npx': [
    'It has somebody run `npx` with a name and no version.',
    'Write the version that you looked at: `npx name@1.2.3`.',
  ],
  'skill/directive': [
    'A host runs a command or attaches a file when it loads the skill.',
    'Write it apart, or declare it as a component.',
  ],
  'skill/empty': ['The instructions, or a key, are empty.', 'Write them, or remove the key.'],
  'skill/folder': ["The skill's name differs from its folder's.", 'Make them the same; `rolekit validate --fix` does.'],
  'skill/frontmatter': [
    '`SKILL.md` does not begin with frontmatter.',
    'Begin with `---`, `name`, `description`, `---`.',
  ],
  'skill/line-endings': ['Lines end with CR LF.', 'Save with LF.'],
  'skill/link': [
    'A link leads to a file that is not there, or out of the skill.',
    'Add the file, or correct the link.',
  ],
  'skill/missing': ['The frontmatter lacks `name` or `description`.', 'Add it.'],
  'skill/missing-file': ['A folder in `skills/` has no `SKILL.md`.', 'Write it, or remove the folder.'],
  'skill/name': [
    'The name is not lower-case letters, digits and single hyphens.',
    'Take the name that the fix suggests.',
  ],
  'skill/skill-hook': ['The frontmatter has `hooks`.', 'Remove the key, or declare it as a component.'],
  'skill/syntax': ['The frontmatter is not YAML.', 'Correct it at the place named.'],
  'skill/todo': ['A `[TODO: …]` is left.', 'Write what it stands for.'],
  'skill/too-large': ['`SKILL.md` is over the limit.', 'Move details to `references/`.'],
  'skill/too-long': [
    'A key, or the instructions, are longer than hosts read.',
    'Shorten it, or move details to `references/`.',
  ],
  'skill/type': ['A key is not text.', 'Write it in quotes.'],
  'skill/unknown-key': ['A key that Agent Skills does not know; hosts skip such a skill.', 'Put it under `metadata`.'],
  'skill/tool-grant': [
    "`allowed-tools` names more than the plugin's own tools.",
    'Name those only, or declare it as a component.',
  ],
  'skill/tool-off': [
    'It names a tool that is switched off or denied in this plugin.',
    "List the tool in the connector's `tools` in plugin.json, or take it off `policy.denyTools`, or leave it out of the skill.",
  ],
  'skill/unknown-tool': [
    'It names a tool that no connector of the plugin has.',
    'Correct the name, or add the connector.',
  ],

  'surface/access-lowered': ['A tool needs less access; a minor change.', RAISE],
  'surface/access-raised': ['A tool writes or destroys that only read before; a major change.', RAISE],
  'surface/component-added': ['A component that hosts run is new; major.', RAISE],
  'surface/component-widened': ['More hosts act on a component; major.', RAISE],
  'surface/hint-changed': ['A tool no longer says that it only reads, or that it destroys; major.', RAISE],
  'surface/folder-added': ['A folder of the user’s machine is new; major.', RAISE],
  'surface/folder-widened': ['A folder that was only read is written; major.', RAISE],
  'surface/host-added': ['A network host is new; major.', RAISE],
  'surface/input-narrowed': ['Inputs that were taken are refused; major.', RAISE],
  'surface/input-widened': ['More inputs are taken; minor.', RAISE],
  'surface/output-added': ['A result has more; minor.', RAISE],
  'surface/output-removed': ['A result has less; major.', RAISE],
  'surface/output-widened': ['A result has values that it did not have; major.', RAISE],
  'surface/setting-added': ['An optional setting is new; minor.', RAISE],
  'surface/setting-required': ['A setting is required now; major.', RAISE],
  'surface/tool-added': ['A tool is new; minor.', RAISE],
  'surface/tool-removed': ['A tool was removed or renamed; major.', RAISE],
  'surface/tool-switched-off': ['A tool is no longer listed by default; major.', RAISE],
  'surface/tool-switched-on': ['A tool is listed by default now; minor.', RAISE],

  'text/credential': [
    'A file holds a credential, or what looks like one.',
    'Remove it and have it revoked; if it is none, waive it with a reason.',
  ],
  'text/hidden-character': [
    'A text or a file name has a character that a model reads and a person does not see.',
    'Remove it.',
  ],
  'words/currency': ['A currency is none of ISO 4217.', 'Write its three capital letters.'],
  'words/digest': ['The digest of `words.json` is not that of its words.', 'Build the plugin again.'],
  'words/place': [
    'A skill does not hold what `words.json` says of its words.',
    'Build the plugin again; change words in `words.yaml`, not in what was built.',
  ],
  'words/definition': ['A client defines a word again that its base defines.', 'Write its value alone.'],
  'words/empty': ['A text is empty.', 'Write it, or remove the key.'],
  'words/line': ['A text has a line break.', 'Write it on one line, or begin it with `>-`.'],
  'words/missing-stage': [
    'A skill reads a stage that the words do not have.',
    'Add the stage to `words.yaml`, or name another one in the skill.',
  ],
  'words/missing-unit': ['A target has no unit.', 'Say what its number counts.'],
  'words/name': ['A word or a stage has a name that cannot stand in a skill.', 'Write it as the fix says.'],
  'words/range': ['A number is outside of its range, or there is no such month or day.', 'Write one within the range.'],
  'words/too-large': ['`words.yaml` is over the limit.', 'Shorten it.'],
  'words/too-long': ['A text is longer than the limit.', 'Shorten it.'],
  'words/too-many': ['A group has more words than the limit.', 'Remove some.'],
  'words/unit': [
    'A unit is none that a person would read.',
    'Write `days`, `percent`, `x`, `currency`, a code, or what is counted.',
  ],
  'words/unknown': [
    'A skill has a place for a word that there is not.',
    'Correct it, define it in `words.yaml`, or write a backslash before the braces for the text itself.',
  ],
  'tools/access': ["A tool's access and its annotations disagree.", 'Build the plugin again.'],
  'tools/digest': ['A digest does not match its definition.', 'Build the plugin again.'],
  'tools/duplicate': ['Two connectors or tools have one name.', 'Build the plugin again.'],
  'tools/tokens': ['The token estimate is wrong.', 'Build the plugin again.'],
  'tools/tool-name': ['A tool is not named after its connector.', 'Build the plugin again.'],
};

/** What every JSON file of a plugin is checked for. */
const JSON_RULES = {
  'duplicate-key': ['A key occurs twice.', 'Keep one.'],
  missing: ['A required key, or the file itself, is missing.', 'Add it.'],
  syntax: ['Not valid JSON, or YAML.', 'Correct it at the place named.'],
  type: ['A value has the wrong type.', 'Write what the message asks for.'],
  'unknown-key': ['There is no such key.', 'Remove it, or take the one that the fix suggests.'],
  value: ['A value is not allowed.', 'Write one that the message lists.'],
};

for (const area of ['lock', 'manifest', 'tools', 'words']) {
  for (const [rule, texts] of Object.entries(JSON_RULES)) FINDING_CODES[`${area}/${rule}`] ??= texts;
}

/** Where codes are made: files, the pattern whose first group is the rule, and the area it belongs to. */
const MAKERS = [
  [/^sdk\/src\/(?:plugin\/(?:components|schema)|tree\/text-rules)\.ts$/, /rule: '([a-z-]+)'/g, 'manifest'],
  [/^sdk\/src\/plugin\/read\.ts$/, /\berror\(\s*'([a-z-]+)'/g, 'manifest'],
  [/^sdk\/src\/tree\/walk-files\.ts$/, /fileError\(\s*'([a-z-]+)'/g, 'file'],
  [/^sdk\/src\/skill\//, /\badd\(\s*'([a-z-]+)'/g, 'skill'],
  [/^sdk\/src\/bundle\//, /archiveError\(\s*'([a-z-]+)'/g, 'archive'],
  [/^sdk\/src\/bundle\/tar-read\.ts$/, /\['([a-z-]+)', 'an? /g, 'archive'],
  [/^sdk\/src\/bundle\//, /\b(?:bundleError|add)\(\s*'([a-z-]+)'/g, 'bundle'],
  [/^sdk\/src\/plugin\/check-places\.ts$/, /\b(?:bundleError|add)\(\s*'([a-z-]+)'/g, 'bundle'],
  [/^sdk\/src\/bundle\/check-hosts\.ts$/, /\berror\(\s*'([a-z-]+)'/g, 'bundle'],
  [/^sdk\/src\/bundle\/check-tools\.ts$/, /\bproblem\(\s*'([a-z-]+)'/g, 'tools'],
  [/^sdk\/src\/bundle\/check-tools\.ts$/, /\blockProblem\(\s*'([a-z-]+)'/g, 'lock'],
  [/^sdk\/src\/words\//, /\brule: '([a-z-]+)'/g, 'words'],
  [/^sdk\/src\/words\/check-shipped\.ts$/, /\berror\('([a-z-]+)'/g, 'words'],
  [/^sdk\/src\/tree\/read-yaml\.ts$/, /\brefused\(\s*'([a-z-]+)'/g, 'words'],
  [/^cli\/src\/playbook\/parse\.ts$/, /\bfinding\(\s*'([a-z-]+)'/g, 'playbook'],
  [/^sdk\/src\/surface\//, /change\(\s*'(?:minor|major)',\s*'([a-z-]+)'/g, 'surface'],
  [/^sdk\/src\/surface\//, /added \? 'output-added' : '([a-z-]+)'/g, 'surface'],
];
const AREAS = [...new Set(Object.keys(FINDING_CODES).map((code) => code.split('/')[0]))];
const WHOLE = new RegExp(`'((?:${AREAS.join('|')})/[a-z-]+)'`, 'g');
/** Methods of MCP and types of content, spelled like codes. */
const NOT_CODES = [
  ...['tools/call', 'tools/list'],
  ...['text/event-stream', 'text/html', 'text/markdown', 'text/plain'],
];

/** Codes whose last word is computed. */
const SPELLED = [
  ...['registry/name-mismatch', 'registry/namespace-mismatch'],
  ...['playbook/unknown-connector', 'playbook/unknown-skill'],
  ...['code/example', 'code/long-description', 'code/schema'],
];

/** Every code that the sources make; `files` is path below `packages/` → text. */
export function codesIn(files) {
  const codes = new Set(SPELLED);
  for (const area of ['lock', 'manifest', 'tools', 'words'])
    for (const rule of Object.keys(JSON_RULES)) codes.add(`${area}/${rule}`);
  for (const [path, text] of files) {
    for (const [, code] of text.matchAll(WHOLE)) if (!NOT_CODES.includes(code)) codes.add(code);
    for (const [where, pattern, area] of MAKERS) {
      if (where.test(path)) for (const [, rule] of text.matchAll(pattern)) codes.add(`${area}/${rule}`);
    }
  }
  return [...codes].sort();
}
