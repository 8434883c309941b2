import { expect, it } from 'vitest';
import { BUILD_ADVICE } from '../packages/cli/src/build/advice.fixture.ts';
import { NOTE_ADVICE } from '../packages/cli/src/release/advice.fixture.ts';
import { SOURCE_ADVICE } from '../packages/cli/src/validate/advice.fixture.ts';
import { SPEC_ADVICE } from '../packages/openapi/src/advice.fixture.ts';
import { TARGET_ADVICE } from '../packages/registry/src/publish/advice.fixture.ts';
import { ARCHIVE_ADVICE, FILES_ADVICE, FOLDER_ADVICE } from '../packages/sdk/src/bundle/advice.fixture.ts';
import { SURFACE_ADVICE } from '../packages/sdk/src/surface/advice.fixture.ts';
import { WORDS_ADVICE } from '../packages/sdk/src/words/advice.fixture.ts';
import { FINDING_CODES } from './finding-codes.mjs';

const FOLLOWED = new Set([
  ...[...ARCHIVE_ADVICE, ...FOLDER_ADVICE, ...FILES_ADVICE].map(({ code }) => code),
  ...[...SOURCE_ADVICE, ...NOTE_ADVICE, ...SPEC_ADVICE, ...BUILD_ADVICE, ...TARGET_ADVICE].map(({ code }) => code),
  ...Object.keys(SURFACE_ADVICE),
  ...WORDS_ADVICE.map(({ code }) => code),
]);

const SAYS = 'says what the import left out or took; it asks for nothing';
const BY_HAND = 'asks for code that its author writes by hand';
const CODE = 'asks to correct code; what is wrong is the message of the compiler or of the program';

const RELEASED = 'takes a registry to find, as packages/cli/src/commands/version does in its tests';

const SUITE = 'is raised in packages/cli/src/commands/test; to follow it is to run the whole contract suite';

const LINKED = 'packages/registry/src/api/lineage.test.ts raises it; to follow it is to build and publish again';

/** Findings whose advice no table follows, each with the reason. */
const POLICY = 'company.test.ts of the command follows it, or it asks a person';

const BASED =
  'packages/cli/src/build/base.test.ts and overlay/two-registries.test.ts find it; it takes a base, built or published';
const AMENDED = 'packages/sdk/src/overlay/amend.test.ts finds it and amends as the fix says';

const NOT_FOLLOWED: Readonly<Record<string, string>> = {
  'registry/base-content': LINKED,
  'registry/base-mismatch': LINKED,
  'registry/base-unknown': LINKED,
  'registry/base-withheld': LINKED,
  'registry/base-yanked': LINKED,
  'policy/expired': POLICY,
  'policy/no-snapshot': POLICY,
  'policy/refused-plugin': POLICY,
  'policy/settings-changed': POLICY,
  'policy/settings-missing': POLICY,
  'policy/untrusted': POLICY,
  'amendment/file': BASED,
  'amendment/form': AMENDED,
  'amendment/overlap': AMENDED,
  'amendment/unknown-section': AMENDED,
  'amendment/unknown-skill': BASED,
  'extends/base': BASED,
  'extends/circle': BASED,
  'extends/connector': BASED,
  'extends/policy': BASED,
  'extends/range': BASED,
  'extends/skill': BASED,
  'extends/too-deep': BASED,
  'extends/unresolved': BASED,
  'extends/withheld': BASED,
  'extends/yanked': BASED,
  'overlay/conflict': AMENDED,
  'build/bundle': CODE,
  'build/definition': CODE,
  'build/no-plugin': CODE,
  'build/other-sdk': 'asks to build with another version of the SDK, which docs/upgrade.md describes',
  'build/status-unasked': 'status.test.ts builds again when the registry can be asked',
  'build/zod': 'asks to install a package of another version',
  'code/definition': CODE,
  'code/example': CODE,
  'code/load': CODE,
  'code/long-description': CODE,
  'code/schema': CODE,
  'code/type': CODE,
  'code/types-unchecked': 'asks to install packages',
  'contract-report/stale': SUITE,
  'contract/form': SUITE,
  'contract/waiver': SUITE,
  'note/too-low': RELEASED,
  'release/taken': RELEASED,
  'release/version-place': CODE,
  'openapi/answer': SAYS,
  'openapi/body': SAYS,
  'openapi/credential': SAYS,
  'openapi/cycle': SAYS,
  'openapi/default': SAYS,
  'openapi/deprecated': SAYS,
  'openapi/enum': SAYS,
  'openapi/method': SAYS,
  'openapi/name': BY_HAND,
  'openapi/orders': SAYS,
  'openapi/paging': BY_HAND,
  'openapi/parameter': SAYS,
  'openapi/path-parameter': SAYS,
  'openapi/pattern': SAYS,
  'openapi/security': SAYS,
  'openapi/type': SAYS,
  'openapi/undo': BY_HAND,
  'openapi/webhooks': SAYS,
  'plugin/no-folder': 'asks for another argument of the command',
};

it('the advice of every finding is followed by a table, or said why not', () => {
  const missing = Object.keys(FINDING_CODES).filter((code) => !FOLLOWED.has(code) && !(code in NOT_FOLLOWED));
  expect(missing).toEqual([]);
});

it('no table follows, and no reason excuses, what is no finding', () => {
  const codes = [...FOLLOWED, ...Object.keys(NOT_FOLLOWED)];
  expect(codes.filter((code) => !(code in FINDING_CODES))).toEqual([]);
  expect(Object.keys(NOT_FOLLOWED).filter((code) => FOLLOWED.has(code))).toEqual([]);
});
