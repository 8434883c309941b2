// Holds the answers of the HubSpot sandbox against the descriptions that HubSpot publishes, for every call that it imitates.
// They are not licensed for others, so they are fetched and not kept:
//   node --conditions=rolekit-source e2e/specs/hubspot.ts <HubSpot-public-api-spec-collection>/PublicApiSpecs
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { idOfDemoRecord, startSandbox } from '../../connectors/hubspot/sandbox/index.ts';
import { problemsOf, resolved, type Schema } from './schema-conformance.ts';

interface Described {
  file: string;
  root: Schema;
  operation: Schema;
  template: string;
  pattern: RegExp;
}

/** Where the descriptions differ from what the vendor's own documentation and client show; the sandbox follows those. */
const KNOWN: readonly [problem: RegExp, why: string][] = [
  [/ 4\d\d: \$\.status is not named/, 'every error of the API says "status": "error"'],
  [/\.properties\.\* is null/, 'a property without a value is null'],
  [/\.label is null/, 'an association without a label says so'],
  [/\.userId is null/, 'an archived owner has no user: the guide of the Owners API'],
  [/\/oauth\/.* 400: \$\.(?:error|error_description) is not named/, 'RFC 6749, 5.2'],
  [/\/oauth\/2026-09\/token 200: status 200 is not described/, 'that description has no answer of success'],
];

const described = new Map<string, Described[]>();

function readDescriptions(folder: string): number {
  const files = globSync(`{CRM,Auth,Account,Settings}/**/*.json`, { cwd: folder }).filter(
    (value) => !/collection/i.test(value),
  );
  for (const file of files) {
    const root = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Schema;
    for (const [template, item] of Object.entries((root.paths ?? {}) as Record<string, Schema>))
      for (const [method, operation] of Object.entries(item)) {
        const escaped = template.replace(/[.*+?^$|()[\]\\]/g, '\\$&').replace(/\{[^}]*\}/g, '[^/]+');
        const entry = { file, root, operation: operation as Schema, template, pattern: new RegExp(`^${escaped}$`) };
        described.set(method, [...(described.get(method) ?? []), entry]);
      }
  }
  return files.length;
}

/** What is wrong with an answer by the description that fits it best; undefined when none describes the call. */
function judge(method: string, path: string, status: number, body: unknown): string[] | undefined {
  const fitting = (described.get(method.toLowerCase()) ?? []).filter((item) => item.pattern.test(path));
  // the path with the fewest parameters is the one that is meant
  const least = Math.min(...fitting.map(({ template }) => template.split('{').length));
  const judged = fitting
    .filter(({ template }) => template.split('{').length === least)
    .map(({ operation, root, file }) => {
      const responses = (operation.responses ?? {}) as Record<string, Schema>;
      // some descriptions leave out that a batch can fail in part; the form of the answer is the same
      const partly = status === 207 && !responses['207'] && (responses['201'] ?? responses['200']);
      const found =
        responses[String(status)] ?? (partly || undefined) ?? (status >= 400 ? responses.default : undefined);
      if (!found) return [`status ${status} is not described (${file})`];
      const content = (resolved(found, root).content ?? {}) as Record<string, Schema>;
      const schema = (content['application/json'] ?? content['*/*'] ?? Object.values(content)[0])?.schema as
        | Schema
        | undefined;
      if (!schema) return body === undefined ? [] : [];
      if (body === undefined) return ['it is empty'];
      return problemsOf(body, schema, root).map((problem) => `${problem} (${file})`);
    });
  return judged.sort((a, b) => a.length - b.length)[0];
}

const folder = process.argv[2];
if (!folder) {
  console.error('Name the folder PublicApiSpecs of the collection.');
  process.exit(2);
}
const files = readDescriptions(folder);
const sandbox = await startSandbox();
const token = sandbox.values.accessToken;
const tally = { checked: 0, undescribed: new Set<string>(), problems: new Set<string>() };

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Schema> {
  const isForm = body instanceof URLSearchParams;
  const response = await fetch(sandbox.baseUrl + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && !isForm ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = text === '' ? undefined : JSON.parse(text);
  const [place = ''] = path.split('?');
  const problems = judge(method, place, response.status, answer);
  if (problems === undefined) tally.undescribed.add(`${method} ${place}`);
  else {
    tally.checked += 1;
    for (const problem of problems) tally.problems.add(`${method} ${place} ${response.status}: ${problem}`);
  }
  return (answer ?? {}) as Schema;
}

const KESTREL = idOfDemoRecord('companies', 'acc-0001');
const RENEWAL = idOfDemoRecord('deals', 'opp-0001');
const TYPES: Record<string, Record<string, string>> = {
  contacts: { email: 'new.person@example.com', firstname: 'New' },
  companies: { name: 'New company' },
  deals: { dealname: 'New deal', pipeline: 'default', dealstage: 'appointmentscheduled' },
  tickets: { subject: 'New ticket', hs_pipeline: '0', hs_pipeline_stage: '1' },
  notes: { hs_note_body: 'A note', hs_timestamp: '2026-11-20T10:00:00Z' },
  calls: { hs_call_title: 'A call', hs_timestamp: '2026-11-20T10:00:00Z' },
  meetings: { hs_meeting_title: 'A meeting', hs_timestamp: '2026-11-20T10:00:00Z' },
  tasks: { hs_task_subject: 'A task', hs_timestamp: '2026-11-20T10:00:00Z' },
  '2-4000118': { site_name: 'A site' },
};

async function objects(at: (type: string) => string): Promise<void> {
  let serial = 0;
  for (const [type, given] of Object.entries(TYPES)) {
    const base = at(type);
    const properties = () =>
      type === 'contacts' ? { ...given, email: `p${++serial}.${base.length}@example.com` } : given;
    await call('GET', `${base}?limit=3&associations=companies`);
    await call('GET', `${base}?limit=2&archived=true`);
    await call('GET', `${base}?limit=9999`);
    const made = await call('POST', base, { properties: properties(), associations: [] });
    const id = String(made.id);
    await call('POST', base, { properties: { no_such_property: 'x' } });
    await call('GET', `${base}/${id}?propertiesWithHistory=${Object.keys(given)[0]}`);
    await call('GET', `${base}/1`);
    await call('PATCH', `${base}/${id}`, { properties: given });
    await call('POST', `${base}/search`, { limit: 2, filterGroups: [] });
    await call('POST', `${base}/search`, {
      filterGroups: [{ filters: [{ propertyName: 'nothing', operator: 'EQ', value: '1' }] }],
    });
    await call('POST', `${base}/batch/read`, {
      inputs: [{ id }],
      properties: Object.keys(given),
      propertiesWithHistory: [],
    });
    await call('POST', `${base}/batch/read`, {
      inputs: [{ id }, { id: '1' }],
      properties: [],
      propertiesWithHistory: [],
    });
    await call('POST', `${base}/batch/create`, {
      inputs: [{ properties: properties(), associations: [], objectWriteTraceId: 't1' }],
    });
    await call('POST', `${base}/batch/update`, { inputs: [{ id, properties: given }] });
    await call('POST', `${base}/batch/update`, {
      inputs: [
        { id, properties: given },
        { id: '1', properties: given },
      ],
    });
    if (type === 'contacts')
      await call('POST', `${base}/batch/upsert`, {
        inputs: [{ id: 'up@example.com', idProperty: 'email', properties: { firstname: 'Up' } }],
      });
    await call('POST', `${base}/batch/archive`, { inputs: [{ id }] });
    const again = await call('POST', base, { properties: properties(), associations: [] });
    await call('DELETE', `${base}/${String(again.id)}`);
  }
}

async function associations(ofObject: (rest: string) => string, batch: (rest: string) => string): Promise<void> {
  const inputs = [{ from: { id: RENEWAL }, to: { id: KESTREL } }];
  const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 5 }];
  await call('GET', ofObject('companies'));
  await call('GET', ofObject('companies?limit=1'));
  await call('PUT', ofObject(`default/companies/${KESTREL}`));
  await call('PUT', ofObject(`companies/${KESTREL}`), types);
  await call('GET', batch('labels'));
  await call('POST', batch('batch/read'), { inputs: [{ id: RENEWAL }] });
  await call('POST', batch('batch/read'), { inputs: [{ id: RENEWAL }, { id: '1' }] });
  await call('POST', batch('batch/associate/default'), { inputs });
  await call('POST', batch('batch/create'), { inputs: inputs.map((input) => ({ ...input, types })) });
  await call('POST', batch('batch/create'), { inputs: [{ ...inputs[0], from: { id: '1' }, types }] });
  await call('POST', batch('batch/labels/archive'), { inputs: inputs.map((input) => ({ ...input, types })) });
  await call('POST', batch('batch/archive'), { inputs: inputs.map(({ from, to }) => ({ from, to: [to] })) });
  await call('DELETE', ofObject(`companies/${KESTREL}`));
}

async function schema(at: (family: string) => string): Promise<void> {
  for (const type of Object.keys(TYPES)) await call('GET', `${at('properties')}/${type}`);
  await call('GET', `${at('properties')}/deals/dealstage`);
  await call('GET', `${at('properties')}/deals/nothing`);
  const pipelines = await call('GET', `${at('pipelines')}/deals`);
  const id = String((pipelines.results as Schema[] | undefined)?.[0]?.id);
  await call('GET', `${at('pipelines')}/deals/${id}`);
  await call('GET', `${at('pipelines')}/deals/${id}/stages`);
  await call('GET', `${at('pipelines')}/deals/nothing`);
  const owners = await call('GET', `${at('owners')}?limit=2`);
  await call('GET', `${at('owners')}?archived=true`);
  await call('GET', `${at('owners')}/${String((owners.results as Schema[] | undefined)?.[0]?.id)}`);
  await call('GET', `${at('owners')}/1`);
  const lists = await call('POST', `${at('lists')}/search`, { query: '', count: 2, offset: 0 });
  const list = String((lists.lists as Schema[] | undefined)?.[0]?.listId);
  await call('GET', `${at('lists')}/${list}`);
  await call('GET', `${at('lists')}/${list}/memberships?limit=2`);
  await call('GET', `${at('lists')}/999999`);
}

await objects((type) => `/crm/v3/objects/${type}`);
await associations(
  (rest) => `/crm/v4/objects/deals/${RENEWAL}/associations/${rest}`,
  (rest) => `/crm/v4/associations/deals/companies/${rest}`,
);
await schema((family) => `/crm/v3/${family}`);
await call('GET', '/account-info/v3/details');
await call('GET', '/crm-object-schemas/v3/schemas');
for (const date of ['2025-09', '2026-03', '2026-09']) {
  await objects((type) => `/crm/objects/${date}/${type}`);
  await associations(
    (rest) => `/crm/objects/${date}/deals/${RENEWAL}/associations/${rest}`,
    (rest) => `/crm/associations/${date}/deals/companies/${rest}`,
  );
  await schema((family) => `/crm/${family}/${date}`);
  await call('GET', `/account-info/${date}/details`);
  await call('GET', `/crm-object-schemas/${date}/schemas`);
}
const { clientId = '', clientSecret = '', refreshToken = '' } = sandbox.credentials;
const grant = {
  grant_type: 'refresh_token',
  client_id: clientId,
  client_secret: clientSecret,
  refresh_token: refreshToken,
};
for (const version of ['v1', 'v3', '2026-03', '2026-09']) {
  await call('POST', `/oauth/${version}/token`, new URLSearchParams(grant));
  await call('POST', `/oauth/${version}/token`, new URLSearchParams({ ...grant, refresh_token: 'wrong' }));
}
await call('GET', '/crm/v3/objects/deals', undefined, { authorization: 'Bearer wrong' });
await sandbox.close();

const isKnown = (problem: string) => KNOWN.some(([pattern]) => pattern.test(problem));
const told = [...tally.problems];
const differing = told.filter((problem) => !isKnown(problem));
for (const [pattern, why] of KNOWN)
  console.log(`known: ${why} (${told.filter((value) => pattern.test(value)).length} answers)`);
console.log('known: a 207 that a description has only as 200 or 201');
console.log(`${tally.checked} answers held against ${files} descriptions; ${differing.length} differ`);
for (const problem of differing) console.log(`  ${problem}`);
if (tally.undescribed.size > 0)
  console.log(`no description of ${tally.undescribed.size}:\n  ${[...tally.undescribed].join('\n  ')}`);
if (differing.length > 0 || tally.checked === 0) process.exitCode = 1;
