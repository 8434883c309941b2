import { addDays, at, DEMO_TODAY } from '../calendar.ts';
import { type Random, seededRandom } from '../random.ts';
import type { AccountBook } from './account-book.ts';
import { recordId } from './ids.ts';
import { TASK_SUBJECTS } from './names.ts';
import { PLANTED_ACCOUNTS } from './planted/index.ts';
import type { PlantedDeal } from './planted/types.ts';
import type { Contact, Opportunity, Task } from './types.ts';

const TOTAL = 3400;

interface TaskFacts {
  readonly book: AccountBook;
  readonly deal: Opportunity | null;
  readonly contact: Contact | null;
  readonly dueOn: string;
  readonly status: Task['status'];
  readonly subject?: string;
}

function task(random: Random, facts: TaskFacts, index: number): Task {
  const kind = random.pick(['Call', 'Email', 'Other'] as const);
  const isDone = facts.status === 'Completed';
  const created = [addDays(facts.dueOn, -random.int(0, 12)), DEMO_TODAY].sort()[0] ?? facts.dueOn;
  return {
    id: recordId('tsk', index),
    subject: facts.subject ?? random.pick(TASK_SUBJECTS[kind]),
    kind,
    status: facts.status,
    priority: random.weighted({ High: 2, Normal: 7, Low: 1 }),
    dueOn: facts.dueOn,
    completedAt: isDone ? at(facts.dueOn, facts.dueOn === DEMO_TODAY ? 10 : 16, random.int(0, 59)) : null,
    ownerId: facts.deal?.ownerId ?? facts.book.account.ownerId,
    accountId: facts.book.account.id,
    opportunityId: facts.deal?.id ?? null,
    contactId: facts.contact?.id ?? null,
    description: null,
    createdAt: at(created, 8, random.int(0, 59)),
  };
}

function touchDates(random: Random, deal: PlantedDeal): string[] {
  if (deal.lastTouchOn === null) return [];
  const dates: string[] = [];
  for (let date = addDays(deal.openedOn, 4); date < deal.lastTouchOn; date = addDays(date, random.int(6, 13)))
    dates.push(date);
  return [...dates, deal.lastTouchOn];
}

// A champion who has left is not called any more.
function reachableContact(random: Random, book: AccountBook, date: string): Contact | null {
  const present = book.contacts.filter((contact) => contact.leftCompanyOn === null || contact.leftCompanyOn > date);
  return present.length > 0 ? random.pick(present) : null;
}

function plantedTasks(random: Random, books: readonly AccountBook[]): TaskFacts[] {
  return PLANTED_ACCOUNTS.flatMap((planted, index) => {
    const book = books[index];
    if (!book) return [];
    return planted.deals.flatMap((plan, position) => {
      const deal = book.deals[position] ?? null;
      const done = touchDates(random, plan).map((dueOn): TaskFacts => {
        return { book, deal, contact: reachableContact(random, book, dueOn), dueOn, status: 'Completed' };
      });
      if (!plan.openTaskOn) return done;
      const contact = reachableContact(random, book, plan.openTaskOn);
      return [
        ...done,
        { book, deal, contact, dueOn: plan.openTaskOn, status: 'Not Started', subject: 'Call about next step' },
      ];
    });
  });
}

function randomTask(random: Random, book: AccountBook): TaskFacts {
  // Denser towards today: the product of two is mostly small. (A power is not the same on every engine.)
  const daysAgo = Math.round(620 * random.next() * random.next()) - 35;
  const dueOn = addDays(DEMO_TODAY, -daysAgo);
  const isPast = dueOn <= DEMO_TODAY;
  const running = book.deals.filter(
    (deal) => deal.createdAt.slice(0, 10) <= dueOn && (!deal.stage.startsWith('Closed') || deal.closeDate >= dueOn),
  );
  return {
    book,
    deal: running.length > 0 && random.chance(0.75) ? random.pick(running) : null,
    contact: reachableContact(random, book, dueOn),
    dueOn,
    status:
      isPast && random.chance(0.93)
        ? 'Completed'
        : random.pick(['Not Started', 'In Progress', 'Waiting on someone else'] as const),
  };
}

/** The tasks of the stories' deals, then invented ones (never on a story's account) up to 3,400. */
export function buildTasks(books: readonly AccountBook[]): Task[] {
  const random = seededRandom('tasks');
  const planted = plantedTasks(random, books);
  const others = books.slice(PLANTED_ACCOUNTS.length);
  const invented = Array.from({ length: TOTAL - planted.length }, () => randomTask(random, random.pick(others)));
  return [...planted, ...invented].map((facts, index) => task(random, facts, index));
}
