// The road that every host walks: find the marketplace, install, connect, call, update.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../connected-registry.ts';
import { createHome, type Home } from './home.ts';
import type { Host } from './host.ts';

const SKILLS = ['prepare-for-meeting', 'prioritize-accounts', 'review-forecast', 'sales-index', 'sales-setup'];
const QUERY = { soql: 'SELECT Id, Name FROM Account ORDER BY Name LIMIT 2' };

export type Walk = {
  title: string;
  open(home: Home): Host;
  /** Tests of this host alone, before anything is installed. */
  before?(stage: () => Stage, home: () => Home): void;
};

/** Declares the tests of one host; they build on each other, in order. */
export function walkTheRoad({ title, open, before }: Walk): void {
  describe(title, () => {
    let home: Home;
    let stage: Stage;
    let host: Host;

    beforeAll(async () => {
      home = createHome(title.split(' ')[0]?.toLowerCase() ?? 'host');
      stage = await openStage(home);
      host = open(home);
    });

    afterAll(async () => {
      await stage?.close();
      home?.remove();
    });

    before?.(
      () => stage,
      () => home,
    );

    test('finds the marketplace of the registry under its name', async () => {
      expect(await host.addMarketplace(stage.address)).toBe('rolekit');
    });

    test('installs the plugin, connects to its server and lists its skills and tools', async () => {
      await host.install(stage.address);
      const status = await host.status(stage.address);
      expect(status.version).toBe('0.1.0');
      expect(status.servers).toMatchObject([{ name: 'sales', connected: true }]);
      expect(status.skills).toEqual(SKILLS);
      expect(status.tools).toContain('salesforce_query');
    });

    test('without a connection a call names the command that makes one', async () => {
      const answer = await host.call(stage.address, 'salesforce_query', QUERY);
      expect(answer.isError).toBe(true);
      expect(answer.text).toContain('not_connected');
      expect(answer.text).toContain('rolekit connect salesforce');
    });

    test('after rolekit connect a query is answered, as data of the sandbox', async () => {
      await stage.connect();
      const answer = await host.call(stage.address, 'salesforce_query', QUERY);
      expect(answer).toMatchObject({ isError: false });
      expect(answer.text).toMatch(/sandbox/i);
      expect(answer.text).toContain('Name');
    });

    test('updates to a patch version and still connects', async () => {
      await stage.publishPatch('0.1.1');
      await host.update(stage.address);
      const status = await host.status(stage.address);
      expect(status.version).toBe('0.1.1');
      expect(status.servers).toMatchObject([{ name: 'sales', connected: true }]);
    });
  });
}
