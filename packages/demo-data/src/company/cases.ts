import { addDays, at, DEMO_TODAY } from '../calendar.ts';
import { type Random, seededRandom } from '../random.ts';
import type { AccountBook } from './account-book.ts';
import { recordId } from './ids.ts';
import { CASE_SUBJECTS } from './names.ts';
import { PLANTED_ACCOUNTS } from './planted/index.ts';
import type { PlantedCase } from './planted/types.ts';
import type { SupportCase } from './types.ts';

const TOTAL = 80;

type CaseFacts = Omit<SupportCase, 'id' | 'number'>;

function plantedCase(book: AccountBook, planted: PlantedCase): CaseFacts {
  const { openedOn, closedOn, contactLastName, ...facts } = planted;
  return {
    ...facts,
    accountId: book.account.id,
    contactId: book.contacts.find((contact) => contact.lastName === contactLastName)?.id ?? null,
    ownerId: book.account.ownerId,
    createdAt: at(openedOn, 10, 20),
    closedAt: closedOn ? at(closedOn, 15, 40) : null,
  };
}

function randomCase(random: Random, book: AccountBook): CaseFacts {
  const openedOn = addDays(DEMO_TODAY, -random.int(1, 420));
  const solvedOn = addDays(openedOn, random.int(1, 30));
  const isClosed = solvedOn < DEMO_TODAY && random.chance(0.85);
  const subject = random.pick(CASE_SUBJECTS);
  return {
    subject,
    description: `${subject}, reported by ${book.account.name}.`,
    status: isClosed ? 'Closed' : random.pick(['New', 'Working', 'Escalated'] as const),
    priority: random.weighted({ High: 2, Medium: 5, Low: 3 }),
    kind: subject.startsWith('Question') ? 'Question' : subject.startsWith('Wish') ? 'Feature Request' : 'Problem',
    origin: random.pick(['Email', 'Phone', 'Web'] as const),
    accountId: book.account.id,
    contactId: book.contacts.length > 0 ? random.pick(book.contacts).id : null,
    ownerId: book.account.ownerId,
    createdAt: at(openedOn, random.int(7, 18), random.int(0, 59)),
    closedAt: isClosed ? at(solvedOn, random.int(8, 18), random.int(0, 59)) : null,
  };
}

/** The cases of the stories, then invented ones of other customers up to 80. */
export function buildCases(books: readonly AccountBook[]): SupportCase[] {
  const random = seededRandom('cases');
  const planted = PLANTED_ACCOUNTS.flatMap((account, index) => {
    const book = books[index];
    return book ? (account.cases ?? []).map((entry) => plantedCase(book, entry)) : [];
  });
  const customers = books.slice(PLANTED_ACCOUNTS.length).filter((book) => book.account.type === 'Customer');
  const invented = Array.from({ length: TOTAL - planted.length }, () => randomCase(random, random.pick(customers)));
  return [...planted, ...invented].map((facts, index) => ({
    id: recordId('cas', index),
    number: String(1001 + index).padStart(8, '0'),
    ...facts,
  }));
}
