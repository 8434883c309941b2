import type { FastifyInstance } from 'fastify';
import { API_VERSIONS, type ApiCall, apiResource } from '../api-call.ts';
import { identityUrl } from '../auth/identity.ts';
import type { Org } from '../org.ts';
import { objectNamed } from '../schema/objects.ts';
import { attributesOf } from '../soql/bind-projection.ts';

const RESOURCES = ['composite', 'limits', 'query', 'queryAll', 'recent', 'search', 'sobjects'] as const;
const SEASONS = ['Winter', 'Spring', 'Summer'] as const;
const RECENT_OBJECTS = ['Account', 'Opportunity', 'Contact', 'Case'] as const;
const DEFAULT_RECENT = 10;

function versionEntry(version: string) {
  const number = Number(version.slice(1));
  // Three releases a year: v50.0 was Winter '21.
  const label = `${SEASONS[(number - 50) % 3]} '${21 + Math.floor((number - 50) / 3)}`;
  return { label, url: `/services/data/${version}`, version: version.slice(1) };
}

function resources({ org, version, session }: ApiCall) {
  const addresses = RESOURCES.map((name) => [name, `/services/data/${version}/${name}`]);
  return { ...Object.fromEntries(addresses), identity: identityUrl(org.baseUrl, session.userId) };
}

function limits({ org }: ApiCall) {
  const unused = (max: number) => ({ Max: max, Remaining: max });
  return {
    DailyApiRequests: { Max: org.requestLimit, Remaining: Math.max(0, org.requestLimit - org.requestsUsed) },
    DailyBulkV2QueryJobs: unused(10_000),
    DataStorageMB: { Max: 1024, Remaining: 1009 },
    FileStorageMB: unused(1024),
    HourlySyncReportRuns: unused(500),
    SingleEmail: unused(5000),
  };
}

/** The user's own records that changed last. */
function recent({ org, session, version, query }: ApiCall) {
  const count = Math.min(Number(query.limit ?? DEFAULT_RECENT) || DEFAULT_RECENT, 200);
  const own = RECENT_OBJECTS.flatMap((name) => {
    const object = objectNamed(name);
    const rows = [...org.store.rows(name)].filter((row) => row.OwnerId === session.userId && row.IsDeleted !== true);
    return object ? rows.map((row) => ({ object, row })) : [];
  });
  own.sort((a, b) => (String(a.row.LastModifiedDate) < String(b.row.LastModifiedDate) ? 1 : -1));
  return own.slice(0, count).map(({ object, row }) => ({
    attributes: attributesOf(object, row, version),
    Id: row.Id,
    Name: row.Name ?? row.Subject,
  }));
}

/** What the API has: versions (open to all), resources of a version, limits and recent records. */
export function registerVersions(app: FastifyInstance, org: Org): void {
  app.get('/services/data', async () => API_VERSIONS.map(versionEntry));
  apiResource(app, org, '', { GET: resources });
  apiResource(app, org, '/limits', { GET: limits });
  apiResource(app, org, '/recent', { GET: recent });
}
