/** Word lists for invented people and companies. All of them are fictional. */

export const COMPANY_NAME = 'Brindlemark Software';
export const COMPANY_DOMAIN = 'brindlemark.example';

export const FIRST_NAMES = [
  'Adela',
  'Anselm',
  'Beatrix',
  'Bruno',
  'Cecily',
  'Cosmo',
  'Delphine',
  'Dorian',
  'Elodie',
  'Emeka',
  'Fabian',
  'Farah',
  'Greta',
  'Hideo',
  'Ines',
  'Ivo',
  'Jasper',
  'Juno',
  'Kamala',
  'Klaus',
  'Lucia',
  'Magnus',
  'Mireille',
  'Nadia',
  'Oskar',
  'Paloma',
  'Quentin',
  'Rosalind',
  'Sanjay',
  'Selma',
  'Tariq',
  'Thea',
  'Ulla',
  'Viggo',
  'Wanda',
  'Xavier',
  'Yasmin',
  'Zoran',
] as const;

export const LAST_NAMES = [
  'Abernathy',
  'Bellweather',
  'Castellanos',
  'Dunmore',
  'Eastgate',
  'Farnsworth',
  'Grimaldi',
  'Hathersage',
  'Ivanova',
  'Jarnefelt',
  'Kilbride',
  'Lazenby',
  'Mbeki-Rowe',
  'Nakagawa',
  'Ollerton',
  'Pemberley',
  'Quigley',
  'Rasmussen',
  "O'Shea",
  'Santorini',
  'Thackeray',
  'Underhill',
  'Vandermeer',
  'Wexcombe',
  'Yardley',
  'Zielinski',
] as const;

export const ACCOUNT_FIRST_WORDS = [
  'Alderbrook',
  'Birchmoor',
  'Cindervale',
  'Dunwater',
  'Elmhollow',
  'Foxglade',
  'Gildersend',
  'Hawkstone',
  'Ivybridge',
  'Juniper Hill',
  'Kingsfold',
  'Larkmeadow',
  'Mistral Bay',
  'Netherby',
  'Oakenshaw',
  'Pinecrest',
  'Quarryside',
  'Ravenscar',
  'Silverbeck',
  'Thistledown',
  'Upperton',
  'Violet Ridge',
  'Westerham',
  'Yewbank',
  'Zephyr Point',
] as const;

export const INDUSTRIES = {
  Manufacturing: ['Fabrication', 'Castings', 'Machine Works', 'Components'],
  Retail: ['Outfitters', 'Home Stores', 'Grocers', 'Department Stores'],
  Healthcare: ['Clinics', 'Diagnostics', 'Care Group', 'Hospitals'],
  Finance: ['Capital', 'Mutual', 'Savings', 'Assurance'],
  Energy: ['Power', 'Renewables', 'Gas Networks', 'Hydro'],
  Transportation: ['Haulage', 'Shipping', 'Airfreight', 'Lines'],
  Technology: ['Systems', 'Networks', 'Devices', 'Data'],
  Media: ['Press', 'Studios', 'Broadcasting', 'Games'],
} as const satisfies Record<string, readonly string[]>;

export const CITIES = {
  EMEA: [
    ['Rotterdam', 'Netherlands'],
    ['Leeds', 'United Kingdom'],
    ['Lyon', 'France'],
    ['Gdansk', 'Poland'],
    ['Porto', 'Portugal'],
  ],
  Americas: [
    ['Denver', 'United States'],
    ['Toronto', 'Canada'],
    ['Atlanta', 'United States'],
    ['Monterrey', 'Mexico'],
    ['Portland', 'United States'],
  ],
  APAC: [
    ['Osaka', 'Japan'],
    ['Brisbane', 'Australia'],
    ['Singapore', 'Singapore'],
    ['Auckland', 'New Zealand'],
    ['Pune', 'India'],
  ],
} as const;

export const JOBS = [
  ['Chief Operating Officer', 'Operations'],
  ['VP Operations', 'Operations'],
  ['Director of IT', 'IT'],
  ['Head of Data', 'IT'],
  ['Chief Financial Officer', 'Finance'],
  ['Finance Manager', 'Finance'],
  ['Procurement Lead', 'Procurement'],
  ['Enterprise Architect', 'IT'],
  ['Plant Manager', 'Operations'],
  ['Security Officer', 'IT'],
  ['Programme Manager', 'Operations'],
] as const;

export const PRODUCTS = ['Planner', 'Control Tower', 'Forecast Suite', 'Field Mobile', 'Insight Warehouse'] as const;

export const LEAD_SOURCES = ['Web', 'Referral', 'Partner', 'Trade Show', 'Outbound'] as const;

export const TASK_SUBJECTS = {
  Call: ['Discovery call', 'Follow-up call', 'Pricing call', 'Check-in call', 'Left voicemail'],
  Email: [
    'Sent proposal',
    'Sent security questionnaire',
    'Shared reference story',
    'Recap of meeting',
    'Sent contract redlines',
  ],
  Other: [
    'Update account plan',
    'Prepare business case',
    'Book solution engineer',
    'Review support history',
    'Update close plan',
  ],
} as const;

export const EVENT_SUBJECTS = [
  'Product demo',
  'Quarterly review',
  'Discovery workshop',
  'Executive briefing',
  'Contract review',
  'Onboarding session',
] as const;

export const CASE_SUBJECTS = [
  'Export fails for large plans',
  'Single sign-on loops back to login',
  'Dashboard totals differ from report',
  'Mobile app does not sync offline',
  'Slow response after release',
  'Cannot invite new users',
  'Question about data retention',
  'Wish: bulk edit of locations',
  'API returns stale stock',
] as const;

export const LOSS_REASONS = ['Price', 'Competitor', 'No decision', 'Missing feature'] as const;
