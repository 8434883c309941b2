import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../sdk/test/folder.ts';
import { Spec } from '../description/spec.ts';
import { operationHeads } from './operations.ts';
import { atBaseUrl } from './servers.ts';

const get = { responses: { 200: { description: 'ok' } } };

function read(description: Record<string, unknown>) {
  const path = join(temporaryFolder(), 'spec.json');
  writeFileSync(path, JSON.stringify({ openapi: '3.0.0', info: { title: 'T', version: '1' }, ...description }));
  const spec = new Spec(path);
  const kept = atBaseUrl(spec, operationHeads(spec)).map((head) => head.path);
  return { kept, said: spec.findings.list().map(({ message }) => message) };
}

describe('an operation', () => {
  it('with a server of its own, or of its path, is left out and said', () => {
    expect(
      read({
        servers: [{ url: 'https://depot.example.com/v1' }],
        paths: {
          '/parcels': { get },
          '/labels': { servers: [{ url: 'https://files.depot.example.com/v2' }], get },
          '/scans': {
            get: {
              ...get,
              servers: [{ url: 'https://{part}.depot.example.com', variables: { part: { default: 'scans' } } }],
            },
          },
          '/moves': { servers: [{ url: 'https://depot.example.com/v2/' }], get },
        },
      }),
    ).toEqual({
      kept: ['/parcels'],
      said: [
        'GET /labels is served at https://files.depot.example.com/v2, not at the base URL: left out.',
        'GET /scans is served at https://scans.depot.example.com, not at the base URL: left out.',
        'GET /moves is served at https://depot.example.com/v2, not at the base URL: left out.',
      ],
    });
  });

  it('that names the base URL again, or among others, is kept', () => {
    const base = { url: 'https://depot.example.com/v1/' };
    expect(
      read({
        servers: [{ url: 'https://depot.example.com/v1' }],
        paths: {
          '/a': { servers: [base], get },
          '/b': { get: { ...get, servers: [{ url: 'https://eu.example.com' }, base] } },
        },
      }),
    ).toEqual({ kept: ['/a', '/b'], said: [] });
  });

  it('is kept where the description names servers only there, and most are this one', () => {
    const servers = [{ url: 'https://depot.example.com' }];
    const other = [{ url: 'https://files.example.com' }];
    const paths = { '/a': { servers, get }, '/b': { servers, get }, '/c': { servers: other, get } };
    expect(read({ paths })).toMatchObject({ kept: ['/a', '/b'] });
  });
});
