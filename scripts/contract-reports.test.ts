import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Connector } from '@rolekit/sdk';
import { toolsetDigest } from '@rolekit/sdk/bundle';
import { describeConnector } from '@rolekit/sdk/plugin';
import { CONTRACT_SUITE } from '@rolekit/sdk/testing';
import { expect, it } from 'vitest';

const CONNECTORS = new URL('../connectors/', import.meta.url);

it.each(readdirSync(CONNECTORS))(
  // else: `rolekit test connectors/<name> --record`
  'the tools of %s passed the contract suite as it is, strict and without a waiver',
  async (name) => {
    const { default: connector } = (await import(new URL(`${name}/src/index.ts`, CONNECTORS).href)) as {
      default: Connector;
    };
    const report = JSON.parse(await readFile(new URL(`${name}/contract-report.json`, CONNECTORS), 'utf8')) as object;
    expect(report).toMatchObject({
      suite: CONTRACT_SUITE,
      level: 'strict',
      toolsetDigest: toolsetDigest(describeConnector(connector).tools),
      waivers: [],
    });
  },
);
