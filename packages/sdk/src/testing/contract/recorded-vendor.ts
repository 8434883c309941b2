import { startReplay } from '../recordings/replay.ts';
import type { Recording } from '../recordings/types.ts';
import type { StartSandbox } from '../sandbox.ts';

const NO_CHANGE = 'no change is recorded, and a recording counts none';
const NOT_ASKED = 'it asks for more than what was recorded';
const NO_PAGES = 'a recording does not say which of its answers are pages';

/** Why a check cannot be made over a recording, by its id. */
const NEEDS_VENDOR: Readonly<Record<string, string>> = {
  asks: NO_CHANGE,
  approval: NO_CHANGE,
  'approval/http': NO_CHANGE,
  'approval/older-hosts': NO_CHANGE,
  'approval/expired': NO_CHANGE,
  'approval/stranger': NO_CHANGE,
  'write-once': NO_CHANGE,
  'read-only': NO_CHANGE,
  choices: NOT_ASKED,
  'generated-input': NOT_ASKED,
  'hostile-input': NOT_ASKED,
  'empty-pages': NO_PAGES,
  'repeated-pages': NO_PAGES,
};

export const NOT_RECORDED = { skipped: 'none of its calls was recorded' };

/** Why a check is skipped for a connector that is tested over a recording; undefined when it can be made. */
export function unrecordable(check: string, recording: Recording | undefined): string | undefined {
  return recording && NEEDS_VENDOR[check];
}

/** What a bench needs of a recording: what answers, and the calls that it answers. */
export function playing(recording: Recording): {
  start: StartSandbox;
  calls: (tool: string) => Record<string, unknown>[];
} {
  return {
    start: () => startReplay(recording),
    calls: (tool) => (recording.calls ?? []).filter((call) => call.tool === tool).map(({ args }) => args),
  };
}
