import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What reads a text as a date by no rule, or a date by the clock on this machine's wall. */
const LOOSE = [
  /\bDate\.parse\(/,
  /\.[gs]et(?:Day|Date|Month|FullYear|Hours|Minutes|Seconds|TimezoneOffset)\(/,
  /\.to(?:Date|Time)String\(/,
  /\.toLocale(?:Date|Time)String\((?!.*timeZone)/,
  /\bnew Date\(\s*[\w.]+\s*,/,
  /\bIntl\.DateTimeFormat\(/,
];

/** Where it is right, and why. */
const RIGHT: Readonly<Record<string, string>> = {
  'connectors/factset/sandbox/routes/consensus.ts': 'days of the demo market',
  'connectors/factset/sandbox/routes/fundamentals.ts': 'days of the demo market',
  'connectors/factset/sandbox/routes/prices.ts': 'days of the demo market',
  'connectors/salesforce/sandbox/soql/format-value.ts': 'says the zone of its organisation',
  'connectors/salesforce/sandbox/store/load.ts': 'times of the demo company, with Z',
  'connectors/salesforce/sandbox/store/settings.ts': 'says the zone of its organisation',
  'connectors/slack/sandbox/methods/users.ts': 'says the zone of each person',
  'connectors/snowflake/sandbox/engine/show.ts': 'times of its own clock, with Z',
  'examples/hostile-api/src/connection.ts': 'reads one header, as a reader would begin',
  'examples/same-slice/plain.ts': 'shows what is written without the SDK',
  'examples/weather-connector/sandbox/data.ts': 'its own moment, with Z',
  'packages/cli/templates/connector/sandbox/answer.ts': 'its own moment, with Z',
  'packages/cli/templates/connector/sandbox/notes.ts': 'its own moment, with Z',
  'packages/cli/templates/graphql/sandbox/operations.ts': 'its own moment, with Z',
  'packages/demo-data/src/calendar.ts': 'days in code, with Z',
  'packages/demo-data/src/company/events.ts': 'times in code, with Z',
  'packages/demo-data/src/warehouse/table.ts': 'days in code, with Z',
  'packages/registry/src/object-id.ts': 'times that the registry wrote itself',
  'packages/sdk/src/connector/clock.ts': 'says the zone that it is asked for',
  'packages/sdk/src/serve/write/batch/journal.ts': 'times that the journal wrote itself',
  'packages/sdk/src/testing/recordings/synthetic.ts': 'asks only whether it is a time at all',
};

const files = globSync('{connectors,packages,plugins,examples}/**/*.{ts,mjs,js}', {
  cwd: ROOT,
  exclude: (path) => /(?:^|\/)(?:node_modules|dist|test)$/.test(path),
}).filter((path) => !/\.(?:test|fixture|child|data)\.ts$/.test(path) && !/\/(?:node_modules|dist|test)\//.test(path));

const looseLines = (path: string) =>
  readFileSync(`${ROOT}/${path}`, 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(?:\*|\/\/|\/\*)/.test(line) && LOOSE.some((form) => form.test(line)));

describe('dates are read by strict forms, and shown in a stated zone', () => {
  it('in all code but where it is right', () => {
    expect(files.length).toBeGreaterThan(500);
    const wrong = files.filter((path) => !(path in RIGHT) && looseLines(path).length > 0);
    expect(wrong.map((path) => [path, looseLines(path)])).toEqual([]);
  });

  it.each(Object.keys(RIGHT))('%s still needs its exception', (path) => {
    expect(looseLines(path)).not.toEqual([]);
  });
});
