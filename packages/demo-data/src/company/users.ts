import { at } from '../calendar.ts';
import { COMPANY_DOMAIN } from './names.ts';
import type { Region, User } from './types.ts';

type Row = readonly [
  first: string,
  last: string,
  title: string,
  role: User['role'],
  region: Region,
  managerId: string | null,
];

const ROWS: readonly Row[] = [
  ['Astrid', 'Calloway', 'Chief Revenue Officer', 'executive', 'EMEA', null],
  ['Rafael', 'Montero', 'Sales Director EMEA', 'manager', 'EMEA', 'usr-01'],
  ['Denise', 'Okonjo', 'Sales Director Americas and APAC', 'manager', 'Americas', 'usr-01'],
  ['Maren', 'Holt', 'Senior Account Executive', 'rep', 'EMEA', 'usr-02'],
  ['Tobias', 'Lindqvist', 'Account Executive', 'rep', 'EMEA', 'usr-02'],
  ['Priya', 'Ramanath', 'Account Executive', 'rep', 'EMEA', 'usr-02'],
  ['Caleb', 'Whitlock', 'Account Executive', 'rep', 'Americas', 'usr-03'],
  ['Noor', 'Haddadin', 'Senior Account Executive', 'rep', 'Americas', 'usr-03'],
  ['Kenji', 'Aramaki', 'Account Executive', 'rep', 'APAC', 'usr-03'],
  ['Leilani', 'Porter', 'Account Executive', 'rep', 'APAC', 'usr-03'],
  ['Gareth', 'Penhallow', 'Account Executive', 'rep', 'EMEA', 'usr-02'],
];

// Left the company; owns old closed deals only.
const INACTIVE = 'usr-11';

/** Three leaders, seven active reps and one who has left. */
export function buildUsers(): User[] {
  return ROWS.map(([firstName, lastName, title, role, region, managerId], index) => {
    const id = `usr-${String(index + 1).padStart(2, '0')}`;
    return {
      id,
      firstName,
      lastName,
      email: `${firstName}.${lastName}@${COMPANY_DOMAIN}`.toLowerCase(),
      title,
      role,
      region,
      managerId,
      active: id !== INACTIVE,
      createdAt: at('2022-01-10', 8),
    };
  });
}
