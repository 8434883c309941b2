export interface Note {
  id: string;
  title: string;
  done: boolean;
  updatedAt: string;
}

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
      updatedAt: new Date(Date.UTC(2026, 10, 20, 9, -index)).toISOString(),
    };
  });
  return new Map(notes.map((note) => [note.id, note]));
}
