// A process in a zone of its own, `TZ`: calls every tool of every connector with its examples and with what `calls.ts` adds,
// and prints a line for each answer.
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnyTool, Connector } from '@rolekit/sdk';
import { connectSandbox, type RunningSandbox, type StartSandbox } from '@rolekit/sdk/testing';
import ExcelJS from 'exceljs';
import charts from '../../connectors/charts/src/index.ts';
import { startSandbox as startFactSet } from '../../connectors/factset/sandbox/index.ts';
import factset from '../../connectors/factset/src/index.ts';
import { startSandbox as startHubSpot } from '../../connectors/hubspot/sandbox/index.ts';
import hubspot from '../../connectors/hubspot/src/index.ts';
import models from '../../connectors/models/src/index.ts';
import { startSandbox as startSalesforce } from '../../connectors/salesforce/sandbox/index.ts';
import salesforce from '../../connectors/salesforce/src/index.ts';
import { startSandbox as startSlack } from '../../connectors/slack/sandbox/index.ts';
import slack from '../../connectors/slack/src/index.ts';
import { startSandbox as startSnowflake } from '../../connectors/snowflake/sandbox/index.ts';
import snowflake from '../../connectors/snowflake/src/index.ts';
import { CALLS } from './calls.ts';

/** Near the end of a day in UTC, so that it is another day in most zones. */
const NOW = new Date('2026-11-20T22:15:00Z');

const CONNECTORS: readonly (readonly [Connector, StartSandbox | undefined])[] = [
  [charts, undefined],
  [models, undefined],
  [factset, startFactSet],
  [hubspot, startHubSpot],
  [salesforce, startSalesforce],
  [slack, startSlack],
  [snowflake, startSnowflake],
];

const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

print([new Date(0).getTimezoneOffset()]);
for (const [connector, start] of CONNECTORS) await callAll(connector, await start?.({ clock: () => NOW }));

async function callAll(connector: Connector, sandbox: RunningSandbox | undefined): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'rolekit-zone-'));
  const out = join(home, 'out');
  const target = sandbox ?? { baseUrl: 'http://127.0.0.1:1', values: { outputFolder: out } };
  const host = await connectSandbox(connector, target, { home, approve: 'accept' });
  try {
    for (const [tool, args] of callsOf(connector)) {
      const asked = host.questions.length;
      const { structured, isError } = await host.call(tool, args);
      print([tool, args, isError, steady(structured, home), host.questions.slice(asked)]);
    }
    for (const file of await readdir(out).catch(() => [])) print([file, await contentOf(join(out, file))]);
  } finally {
    await host.close();
    await sandbox?.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** What only looks goes first: what is written changes what is there. */
function callsOf({ name, tools }: Connector): (readonly [string, Record<string, unknown>])[] {
  const all = Object.values(tools) as AnyTool[];
  const reads = all.filter(({ access }) => access === 'read');
  const writes = all.filter(({ access }) => access !== 'read');
  const examples = [...reads, ...writes].flatMap((tool) =>
    tool.examples.map(({ input }) => [tool.name, input as Record<string, unknown>] as const),
  );
  return [...examples, ...(CALLS[name] ?? [])];
}

/** Without what differs from run to run: keys, times of now, and a workbook's bytes, which say when it was made. */
function steady(value: unknown, home: string): unknown {
  const { source, ...rest } = value as { source?: { connector: string } };
  const text = JSON.stringify(rest, (name, part) => {
    if (name === 'next' && typeof part === 'string' && !part.includes(' ')) return positionOf(part);
    // so does how far they are packed
    return name === 'sha256' || name === 'bytes' ? '' : part;
  });
  return [source?.connector, text.replaceAll(home, '').replaceAll(/rolekit-file:\/\/[0-9a-f]+/g, '')];
}

/** Behind the signature of a cursor stands where it leads. */
function positionOf(cursor: string): string {
  return Buffer.from(cursor, 'base64url').subarray(16).toString();
}

async function contentOf(path: string): Promise<unknown> {
  const bytes = await readFile(path);
  if (!path.endsWith('.xlsx')) return createHash('sha256').update(bytes).digest('hex');
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as never);
  return book.worksheets.map((sheet) => [sheet.name, sheet.getSheetValues()]);
}
