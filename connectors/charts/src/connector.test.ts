import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeConnector } from '@rolekit/sdk/plugin';
import { servedFrom } from '@rolekit/sdk/serve';
import { connectInMemory, type InMemoryHost } from '@rolekit/sdk/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import charts from './index.ts';
import { chart } from './testing.ts';

let folder: string;
let host: InMemoryHost;

const open = (env: NodeJS.ProcessEnv) =>
  connectInMemory(
    { name: 'charts', version: '0.1.0', description: 'Charts', connectors: [servedFrom(charts)] },
    { env, home: folder },
  );

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rolekit-charts-'));
  host = await open({ ROLEKIT_CHARTS_FOLDER: join(folder, 'out') });
});

afterEach(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const { annotations: _, ...args } = chart();

async function drawn(): Promise<{ path: string }> {
  const { structured } = await host.call('charts_draw_chart', args);
  return structured.item as { path: string };
}

describe('charts_draw_chart', () => {
  test('names an argument that it does not know, with the one that was meant', async () => {
    const answer = await host.call('charts_draw_chart', { ...args, tittle: 'x' });
    expect(answer.text).toContain('unknown field `tittle`; Did you mean `title`?');
  });

  test('says that the unit is missing', async () => {
    const answer = await host.call('charts_draw_chart', { ...args, unit: undefined });
    expect(answer.text).toContain('`unit` is required');
  });

  test('refuses a folder that is not absolute', async () => {
    const other = await open({ ROLEKIT_CHARTS_FOLDER: 'charts' });
    const answer = await other.call('charts_draw_chart', args);
    await other.close();
    expect(answer.text).toContain('Set ROLEKIT_CHARTS_FOLDER to an absolute path.');
  });

  test('writes a new file each time and answers where it is', async () => {
    const first = await drawn();
    expect(first).toMatchObject({
      path: join(folder, 'out', 'users-fell.svg'),
      width: 880,
      drawn: 3,
      dropped: 0,
    });
    await writeFile(first.path, 'mine');
    const second = await drawn();
    expect(second.path).toBe(join(folder, 'out', 'users-fell-2.svg'));
    expect(await readFile(first.path, 'utf8')).toBe('mine');
    expect(await readFile(second.path, 'utf8')).toMatch(/^<svg xmlns=/);
  });
});

test('the tool list costs less than 720 tokens', () => {
  const tools = describeConnector(charts).tools.map(({ definition: { name, description, inputSchema } }) => ({
    name,
    description,
    inputSchema,
  }));
  expect(JSON.stringify(tools).length / 4).toBeLessThan(720);
});

test('it reaches no network', () => {
  expect(charts.hosts).toEqual([]);
});
