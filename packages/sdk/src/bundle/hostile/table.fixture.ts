import { HOST_FILE_ROWS } from './host-files.fixture.ts';
import { JSON_ROWS } from './json.fixture.ts';
import { MANIFEST_ROWS } from './manifest.fixture.ts';
import { PLACE_ROWS } from './places.fixture.ts';
import type { HostileRow } from './row.fixture.ts';
import { SPELLING_ROWS } from './spellings.fixture.ts';
import { TEXT_ROWS } from './texts.fixture.ts';
import { WORDS_ROWS } from './words.fixture.ts';

export type { HostileRow } from './row.fixture.ts';

/**
 * Bundles that the gate must refuse, each as a canonical tar: the checks of archives pass, and the gate itself is reached.
 * Tests of the SDK inspect each of them, tests of the registry publish it. A new kind of attack is a file of rows here.
 */
export const HOSTILE_BUNDLES: readonly HostileRow[] = [
  ...HOST_FILE_ROWS,
  ...MANIFEST_ROWS,
  ...PLACE_ROWS,
  ...SPELLING_ROWS,
  ...JSON_ROWS,
  ...TEXT_ROWS,
  ...WORDS_ROWS,
];
