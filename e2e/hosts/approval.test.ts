// Writes ask a person, whatever the host: nothing is written without a yes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../connected-registry.ts';
import { type Codex, codex } from './codex.ts';
import { createHome, type Home } from './home.ts';
import type { OnRequest } from './json-rpc.ts';
import { type CallResult, CLAUDE, GEMINI, openingOf, openNewest, openOlder } from './scripted-clients.ts';

const ACCOUNT = '001Rk0000000001IAA';
const UPDATE = 'salesforce_update_record';
const YES = { action: 'accept', content: { approve: true } };

let home: Home;
let stage: Stage;
let host: Codex;
let server: string;

beforeAll(async () => {
  home = createHome('approval');
  stage = await openStage(home);
  server = join(stage.bundle, 'server', 'main.mjs');
  host = codex(home);
  await stage.connect();
  await host.addMarketplace(stage.address);
  await host.install(stage.address);
});
afterAll(async () => {
  await stage?.close();
  home?.remove();
});

const update = (description: string) => ({ id: ACCOUNT, fields: { Description: description } });

/** What the sandbox's record says now, read by a client of its own. */
async function description(): Promise<string | null | undefined> {
  const client = await openOlder({ home, server }, GEMINI);
  try {
    const soql = `SELECT Description FROM Account WHERE Id = '${ACCOUNT}'`;
    const { structuredContent } = await client.call('salesforce_query', { soql });
    return structuredContent?.items?.[0]?.Description;
  } finally {
    await client.close();
  }
}

/** A line about a write that was not made holds no values. */
type AuditLine = { state: string; idempotencyKey: string; after?: { Description: string } };

/** What the audit log says of the change to this value. */
function audited(value: string): AuditLine[] {
  const folder = join(home.path, '.rolekit', 'audit');
  if (!existsSync(folder)) return [];
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
  return lines.map((line) => JSON.parse(line) as AuditLine).filter(({ after }) => after?.Description === value);
}

async function expectApplied(value: string): Promise<void> {
  expect(await description()).toBe(value);
  const lines = audited(value);
  expect(lines.map(({ state }) => state)).toEqual(['applying', 'applied']);
  expect(new Set(lines.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
}

async function expectUntouched(value: string, before: Awaited<ReturnType<typeof description>>): Promise<void> {
  expect(await description()).toBe(before);
  expect(before).not.toBe(value);
  expect(audited(value)).toEqual([]);
}

const textOf = ({ content }: CallResult) => (content ?? []).map(({ text }) => text ?? '').join('\n');
const kindOf = ({ _meta }: CallResult) => _meta?.['dev.rolekit/error']?.kind;

describe("Codex's app server", () => {
  type Question = { serverName: string; mode: string; message: string };

  /** A person who is asked through Codex. */
  function person(answer: unknown) {
    const questions: Question[] = [];
    const asked: OnRequest = (method, params) => {
      if (method !== 'mcpServer/elicitation/request') return undefined;
      questions.push(params as Question);
      return answer;
    };
    return { questions, asked };
  }

  test('passes our question on with before and after, and a yes applies the change once', async () => {
    const before = await description();
    const { questions, asked } = person({ ...YES, _meta: null });
    const answer = await host.callAsking(stage.address, UPDATE, update('Yes in Codex.'), asked);
    expect(answer).toMatchObject({ isError: false, text: expect.stringContaining('Yes in Codex.') });
    expect(questions).toEqual([
      expect.objectContaining({
        serverName: 'sales',
        mode: 'form',
        message: [
          `Update Account ${ACCOUNT} "Kestrel & Vale Logistics"`,
          'in Salesforce (sandbox, demo data):',
          `  Description: ${before} → Yes in Codex.`,
        ].join('\n'),
      }),
    ]);
    await expectApplied('Yes in Codex.');
  });

  test.each([
    ['no', { action: 'decline', content: null, _meta: null }],
    ['an empty yes', { action: 'accept', content: { approve: false }, _meta: null }],
    ['a closed form', { action: 'cancel', content: null, _meta: null }],
  ])('brings %s back as a refusal, and nothing is written', async (name, answer) => {
    const before = await description();
    const { questions, asked } = person(answer);
    const refused = await host.callAsking(stage.address, UPDATE, update(name), asked);
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('approval_refused') });
    expect(questions).toHaveLength(1);
    await expectUntouched(name, before);
  });

  test('closed while its question waits for an answer, it leaves nothing written', async () => {
    const before = await description();
    let questioned = () => {};
    const waiting = new Promise<void>((resolve) => {
      questioned = resolve;
    });
    const asked: OnRequest = (method) => {
      if (method !== 'mcpServer/elicitation/request') return undefined;
      questioned();
      return new Promise(() => {});
    };
    const answer = await host.callAsking(stage.address, UPDATE, update('Never answered.'), asked, waiting);
    expect(answer).toBeUndefined();
    await expectUntouched('Never answered.', before);
  });

  test('told never to ask, it asks nobody and the write is refused', async () => {
    const before = await description();
    const answer = await host.call(stage.address, UPDATE, update('Nobody asked.'));
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('approval_refused') });
    await expectUntouched('Nobody asked.', before);
  });
});

describe('the opening that the scripted clients send', () => {
  test('is the one of Claude Code: the newest version first, then the older one, both with forms', async () => {
    const [probe, initialize] = await openingOf(home, 'claude');
    expect(probe).toMatchObject({
      method: 'server/discover',
      params: {
        _meta: {
          'io.modelcontextprotocol/protocolVersion': CLAUDE.newest,
          'io.modelcontextprotocol/clientInfo': CLAUDE.clientInfo,
          'io.modelcontextprotocol/clientCapabilities': CLAUDE.capabilities,
        },
      },
    });
    const { protocolVersion, capabilities, clientInfo } = CLAUDE;
    expect(initialize?.params).toMatchObject({ protocolVersion, clientInfo });
    expect(initialize?.params?.capabilities).toEqual(capabilities);
  });

  test('is the one of Gemini CLI: an older version, without any way to be asked', async () => {
    const [initialize] = await openingOf(home, 'gemini');
    expect(initialize).toMatchObject({ method: 'initialize', params: GEMINI });
    expect(initialize?.params?.capabilities).toEqual(GEMINI.capabilities);
  });
});

describe('a client as Claude Code, at 2026-07-28', () => {
  /** One call, and the same call again with an answer to the question. */
  async function callAnswered(value: string, answer: object): Promise<CallResult> {
    const client = await openNewest({ home, server }, CLAUDE);
    try {
      const asked = await client.call(UPDATE, update(value));
      expect(asked).toMatchObject({
        resultType: 'input_required',
        inputRequests: {
          approval: { method: 'elicitation/create', params: { message: expect.stringContaining(`→ ${value}`) } },
        },
      });
      const { requestState = '' } = asked;
      return await client.call(UPDATE, update(value), { requestState, inputResponses: { approval: answer } });
    } finally {
      await client.close();
    }
  }

  test('applies the change after a yes, once', async () => {
    const result = await callAnswered('Yes at the newest version.', YES);
    expect(result.isError).not.toBe(true);
    await expectApplied('Yes at the newest version.');
  });

  test.each([{ action: 'decline' }, { action: 'cancel' }])('$action: refused, nothing written', async (answer) => {
    const before = await description();
    const value = `${answer.action} at the newest version`;
    expect(kindOf(await callAnswered(value, answer))).toBe('approval_refused');
    await expectUntouched(value, before);
  });
});

describe('a client as Claude Code, at 2025-11-25', () => {
  async function callAsked(value: string, answer: unknown) {
    const questions: unknown[] = [];
    const asked: OnRequest = (method, params) => {
      if (method !== 'elicitation/create') return undefined;
      questions.push(params);
      return answer;
    };
    const client = await openOlder({ home, server, asked }, CLAUDE);
    try {
      return { result: await client.call(UPDATE, update(value)), questions };
    } finally {
      await client.close();
    }
  }

  test('applies the change after a yes, once', async () => {
    const { result, questions } = await callAsked('Yes at the older version.', YES);
    expect(result.isError).not.toBe(true);
    expect(questions).toEqual([expect.objectContaining({ message: expect.stringContaining('→ Yes at the older') })]);
    await expectApplied('Yes at the older version.');
  });

  test.each([{ action: 'decline' }, { action: 'cancel' }])('$action: refused, nothing written', async (answer) => {
    const before = await description();
    const value = `${answer.action} at the older version`;
    const { result, questions } = await callAsked(value, answer);
    expect(kindOf(result)).toBe('approval_refused');
    expect(questions).toHaveLength(1);
    await expectUntouched(value, before);
  });
});

describe('a client as Gemini CLI, at 2025-06-18', () => {
  test('cannot be asked: the write is refused with the setting named, nothing written', async () => {
    const before = await description();
    const client = await openOlder({ home, server }, GEMINI);
    try {
      const result = await client.call(UPDATE, update('From Gemini.'));
      expect(result.isError).toBe(true);
      expect(kindOf(result)).toBe('approval_required');
      expect(textOf(result)).toContain('elicitation');
    } finally {
      await client.close();
    }
    await expectUntouched('From Gemini.', before);
  });

  // a later Gemini CLI, or another host of that version
  test.each([
    [YES, undefined],
    [{ action: 'decline' }, 'approval_refused'],
    [{ action: 'cancel' }, 'approval_refused'],
  ])('with elicitation, %j is taken as it is meant', async (answer, kind) => {
    const before = await description();
    const value = `${answer.action} at 2025-06-18`;
    const asked: OnRequest = (method) => (method === 'elicitation/create' ? answer : undefined);
    const able = { ...GEMINI, capabilities: { ...GEMINI.capabilities, elicitation: {} } };
    const client = await openOlder({ home, server, asked }, able);
    try {
      expect(kindOf(await client.call(UPDATE, update(value)))).toBe(kind);
    } finally {
      await client.close();
    }
    if (kind === undefined) await expectApplied(value);
    else await expectUntouched(value, before);
  });
});
