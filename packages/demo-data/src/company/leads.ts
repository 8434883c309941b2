import { addDays, at, DEMO_TODAY } from '../calendar.ts';
import { seededRandom } from '../random.ts';
import { recordId } from './ids.ts';
import { ACCOUNT_FIRST_WORDS, FIRST_NAMES, INDUSTRIES, JOBS, LAST_NAMES, LEAD_SOURCES } from './names.ts';
import type { Lead, User } from './types.ts';

const TOTAL = 40;

/** People who asked about the product and have no account yet. */
export function buildLeads(users: readonly User[]): Lead[] {
  const random = seededRandom('leads');
  const reps = users.filter((user) => user.role === 'rep' && user.active);
  return Array.from({ length: TOTAL }, (_, index) => {
    const firstName = random.pick(FIRST_NAMES);
    const lastName = random.pick(LAST_NAMES);
    const word = random.pick(ACCOUNT_FIRST_WORDS);
    const [title] = random.pick<readonly [string, string]>(JOBS);
    return {
      id: recordId('led', index),
      firstName,
      lastName,
      company: `${word} Ventures`,
      title,
      email: `${lastName}@${word}ventures.example`.toLowerCase().replace(/[^a-z@.]/g, ''),
      status: random.weighted<Lead['status']>({ Open: 4, Working: 3, Qualified: 2, Unqualified: 1 }),
      source: random.pick(LEAD_SOURCES),
      industry: random.pick(Object.keys(INDUSTRIES)),
      ownerId: random.pick(reps).id,
      createdAt: at(addDays(DEMO_TODAY, -random.int(1, 90)), random.int(7, 19)),
    };
  });
}
