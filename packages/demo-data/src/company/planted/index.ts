import { COMMIT_ACCOUNTS } from './commit.ts';
import { MEETING_ACCOUNT, MEETING_DECOY } from './meeting.ts';
import { PRIORITY_ACCOUNTS } from './priority.ts';
import type { PlantedAccount } from './types.ts';

/** All accounts of the stories, in the order of their ids. */
export const PLANTED_ACCOUNTS: readonly PlantedAccount[] = [
  MEETING_ACCOUNT,
  ...PRIORITY_ACCOUNTS,
  ...COMMIT_ACCOUNTS,
  MEETING_DECOY,
];
