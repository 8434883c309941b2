import { addDays, at } from '../calendar.ts';
import { type Random, seededRandom } from '../random.ts';
import { recordId } from './ids.ts';
import { FIRST_NAMES, JOBS, LAST_NAMES } from './names.ts';
import { PLANTED_ACCOUNTS } from './planted/index.ts';
import type { PlantedContact } from './planted/types.ts';
import type { Account, Contact } from './types.ts';

const TOTAL = 300;

type Person = Omit<PlantedContact, 'leftCompanyOn'> & { readonly leftCompanyOn: string | null };

function randomPerson(random: Random): Person {
  const [title, department] = random.pick<readonly [string, string]>(JOBS);
  return {
    firstName: random.pick(FIRST_NAMES),
    lastName: random.pick(LAST_NAMES),
    title,
    department,
    buyingRole: random.pick(['Champion', 'Economic Buyer', 'Technical Evaluator', 'User', 'Blocker', null] as const),
    leftCompanyOn: random.chance(0.04) ? addDays('2026-01-10', random.int(0, 290)) : null,
  };
}

function contact(random: Random, person: Person, account: Account, index: number): Contact {
  const mailbox = `${person.firstName}.${person.lastName}`.toLowerCase().replace(/[^a-z.]/g, '');
  return {
    ...person,
    id: recordId('con', index),
    accountId: account.id,
    ownerId: account.ownerId,
    email: `${mailbox}@${account.website.slice('https://www.'.length)}`,
    phone: `+00 555 ${random.int(100, 999)} ${random.int(1000, 9999)}`,
    doNotCall: account.doNotContact || random.chance(0.05),
    createdAt: at(addDays('2024-03-01', random.int(0, 800)), random.int(8, 17)),
    lastModifiedAt: person.leftCompanyOn ? at(addDays(person.leftCompanyOn, 2), 10) : at('2026-09-14', 11),
  };
}

/** The people of the stories, two for each other planted account, and invented ones up to 300. */
export function buildContacts(accounts: readonly Account[]): Contact[] {
  const random = seededRandom('contacts');
  const contacts: Contact[] = [];
  const add = (person: Person, account: Account) => contacts.push(contact(random, person, account, contacts.length));

  for (const [index, planted] of PLANTED_ACCOUNTS.entries()) {
    const account = accounts[index];
    if (!account) continue;
    for (const person of planted.contacts ?? [])
      add({ ...person, leftCompanyOn: person.leftCompanyOn ?? null }, account);
    if (!planted.contacts)
      for (let count = 0; count < 2; count += 1) add({ ...randomPerson(random), leftCompanyOn: null }, account);
  }
  const others = accounts.slice(PLANTED_ACCOUNTS.length);
  for (const account of others) add(randomPerson(random), account);
  while (contacts.length < TOTAL) add(randomPerson(random), random.pick(others));
  return contacts;
}
