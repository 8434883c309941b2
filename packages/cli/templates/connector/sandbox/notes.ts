export interface Note {
  id: string;
  title: string;
  done: boolean;
  updatedAt: string;
}

/** The instant at which the demo data stands still: results are of its day. */
export const NOW = '2026-11-20T12:00:00Z';

const TITLES = [
  'Plan the launch event',
  'Call the printer about badges',
  'Draft the launch announcement',
  'Collect quotes for catering',
  'Book the room for the launch',
  'Send the survey to guests',
];

/** The demo data: 24 notes, the same ones at every start. */
export function demoNotes(): Map<string, Note> {
  const notes = Array.from({ length: 24 }, (_, index): Note => {
    const title = `${TITLES[index % TITLES.length]}${index < TITLES.length ? '' : ` (${Math.floor(index / TITLES.length) + 1})`}`;
    return {
      id: `n${index + 1}`,
      title,
      done: index % 4 === 3,
      updatedAt: new Date(Date.parse(NOW) - (index + 180) * 60_000).toISOString(),
    };
  });
  return new Map(notes.map((note) => [note.id, note]));
}
