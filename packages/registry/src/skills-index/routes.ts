import { versionPath } from '@rolekit/sdk/internal';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { IndexDocument } from '../index-document.ts';
import type { CompanyPolicy } from '../policy/company-policy.ts';
import { publicPath } from '../public-path.ts';
import { sendAnswer } from '../response-cache.ts';
import type { CatalogueReads } from '../store/catalogue.ts';

const SCHEMA = 'https://schemas.agentskills.io/discovery/0.2.0/schema.json';
const DESCRIPTION = 1024;

interface SkillEntry {
  name: string;
  type: 'skill-md';
  description: string;
  url: string;
  digest: string;
}

/** The discovery index of agent skills: those of the latest version of each plugin. */
export function skillsIndexRoute(app: FastifyInstance, { access, company, feed, publicUrl }: Context): void {
  const document = new IndexDocument(feed, publicUrl, async (url) =>
    JSON.stringify({ $schema: SCHEMA, skills: await skillsOf(access.anybody.reads, company, publicPath(url)) }),
  );
  app.get(
    '/.well-known/agent-skills/index.json',
    { config: { access: 'anybody' }, schema: { hide: true } },
    async (request, reply) => sendAnswer(request, reply, await document.answer()),
  );
}

/** A skill's name is its folder's, so it cannot carry its plugin's: where two have one name, the first plugin by name wins. */
async function skillsOf(catalogue: CatalogueReads, company: CompanyPolicy, base: string): Promise<SkillEntry[]> {
  const byName = new Map<string, SkillEntry>();
  for (const { namespace, plugin, version, ...skill } of await catalogue.latestSkills()) {
    if (byName.has(skill.name)) continue;
    if ((await company.refusals({ namespace, name: plugin })).has(version)) continue;
    byName.set(skill.name, {
      name: skill.name,
      type: 'skill-md',
      description: [...skill.description].slice(0, DESCRIPTION).join(''),
      url: `${base}${versionPath({ namespace, name: plugin }, version)}/skills/${skill.name}`,
      digest: skill.digest,
    });
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
