/** Where the people of the chat are. */
export const TIME_ZONES: Readonly<Record<string, string>> = {
  'usr-01': 'Europe/Berlin',
  'usr-02': 'Europe/Madrid',
  'usr-03': 'America/New_York',
  'usr-04': 'Europe/Amsterdam',
  'usr-05': 'Europe/Stockholm',
  'usr-06': 'Europe/London',
  'usr-07': 'America/Denver',
  'usr-08': 'America/Toronto',
  'usr-09': 'Asia/Tokyo',
  'usr-10': 'Australia/Brisbane',
  'usr-11': 'Europe/London',
  'con-0002': 'Europe/Amsterdam',
  'con-0003': 'Europe/Amsterdam',
  'con-0004': 'Europe/Amsterdam',
};
