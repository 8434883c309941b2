import { addDays, at, DEMO_TODAY } from '../calendar.ts';
import { type Random, seededRandom } from '../random.ts';
import type { AccountBook } from './account-book.ts';
import { recordId } from './ids.ts';
import { EVENT_SUBJECTS } from './names.ts';
import { PLANTED_ACCOUNTS } from './planted/index.ts';
import type { PlantedMeeting } from './planted/types.ts';
import type { Event } from './types.ts';

const TOTAL = 1300;
const LOCATIONS = ['Video call', 'On site', 'Our office', 'Phone'] as const;

function endOf(startsAt: string, minutes: number): string {
  return new Date(Date.parse(startsAt) + minutes * 60_000).toISOString().replace('.000Z', 'Z');
}

function plantedEvent(book: AccountBook, meeting: PlantedMeeting): Omit<Event, 'id'> {
  const startsAt = at(meeting.date, meeting.hour);
  return {
    subject: meeting.subject,
    startsAt,
    endsAt: endOf(startsAt, meeting.minutes),
    location: meeting.location,
    ownerId: book.account.ownerId,
    accountId: book.account.id,
    opportunityId: meeting.deal === null ? null : (book.deals[meeting.deal]?.id ?? null),
    contactId: book.contacts.find((contact) => contact.lastName === meeting.contactLastName)?.id ?? null,
    description: meeting.description ?? null,
    createdAt: at('2026-10-26', 11),
  };
}

// Weekends stay free, and with them the day after DEMO_TODAY: only the stories meet then.
function weekday(date: string): string {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  if (day === 6) return addDays(date, -1);
  return day === 0 ? addDays(date, 1) : date;
}

function randomEvent(random: Random, book: AccountBook): Omit<Event, 'id'> {
  const date = weekday(addDays(DEMO_TODAY, 40 - Math.round(600 * random.next() * random.next())));
  const startsAt = at(date, random.int(8, 16), random.pick([0, 30]));
  const running = book.deals.filter(
    (deal) => deal.createdAt.slice(0, 10) <= date && (!deal.stage.startsWith('Closed') || deal.closeDate >= date),
  );
  const present = book.contacts.filter((contact) => contact.leftCompanyOn === null || contact.leftCompanyOn > date);
  return {
    subject: random.pick(EVENT_SUBJECTS),
    startsAt,
    endsAt: endOf(startsAt, random.pick([30, 45, 60, 90])),
    location: random.pick(LOCATIONS),
    ownerId: book.account.ownerId,
    accountId: book.account.id,
    opportunityId: running.length > 0 && random.chance(0.6) ? random.pick(running).id : null,
    contactId: present.length > 0 ? random.pick(present).id : null,
    description: null,
    createdAt: at([addDays(date, -random.int(1, 30)), DEMO_TODAY].sort()[0] ?? date, 9),
  };
}

/** The meetings of the stories, then invented ones (never on a story's account) up to 1,300. */
export function buildEvents(books: readonly AccountBook[]): Event[] {
  const random = seededRandom('events');
  const planted = PLANTED_ACCOUNTS.flatMap((account, index) => {
    const book = books[index];
    return book ? (account.meetings ?? []).map((meeting) => plantedEvent(book, meeting)) : [];
  });
  const others = books.slice(PLANTED_ACCOUNTS.length);
  const invented = Array.from({ length: TOTAL - planted.length }, () => randomEvent(random, random.pick(others)));
  return [...planted, ...invented].map((event, index) => ({ id: recordId('evt', index), ...event }));
}
