import { commandReports, MAX_REPORTS } from '@rolekit/sdk/internal/audit';
import { settingsOfPolicy } from '@rolekit/sdk/internal/policy';
import type { ReportsTaken } from '@rolekit/sdk/wire';
import type { FastifyInstance } from 'fastify';
import { principalOf } from '../access/authentication.ts';
import { auditActorOf } from '../access/permissions.ts';
import { reportLine } from '../audit/report-line.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { CACHE, JSON_TYPE } from '../response-cache.ts';
import { answers } from './openapi-document.ts';

/** Of `/v1`: what commands did on their users' machines, where this registry's policy asks for it. */
export function reportRoutes(app: FastifyInstance, { access, catalogue: { audit }, company, rates }: Context): void {
  app.post(
    '/v1/audit/reports',
    {
      config: { access: 'token' },
      schema: {
        summary: 'What a command did on its user’s machine, for the audit record',
        description: `Recorded where the policy says \`audit.report\`; elsewhere nothing is kept. At most ${MAX_REPORTS} at once.`,
        tags: ['access'],
        security: [{ token: [] }],
        body: { type: 'object', properties: { reports: { type: 'array', items: { type: 'object' } } } },
        response: answers({ 200: 'ReportsTaken' }, 400, 401, 429),
      },
      onRequest: async (request) => rates.reports.take(reporterOf(request)),
    },
    async (request, reply) => {
      const parsed = commandReports.safeParse(request.body);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        const reason = `The body is no list of reports: ${issue?.path.join('.')} ${issue?.message}`;
        throw new RegistryError('RK_REQUEST_INVALID', { reason });
      }
      const isAsked = settingsOfPolicy(await company.levels()).report;
      const sight = access.sightOf(request.principal);
      const by = auditActorOf(principalOf(request));
      let recorded = 0;
      if (isAsked) {
        const at = audit.now().toISOString();
        const lines = parsed.data.reports.map(async (report) => {
          const [namespace = ''] = report.plugin.split('/');
          const isHere = report.from === 'here' && (await sight.reads.namespaceExists(namespace));
          return { id: report.id, entry: reportLine(report, { at, by, isHere }) };
        });
        recorded = await audit.addReports(reporterOf(request), await Promise.all(lines));
      }
      const answer: ReportsTaken = { isAsked, recorded };
      return reply.header('cache-control', CACHE.private).type(JSON_TYPE).send(answer);
    },
  );
}

/** Whom reports are of: all tokens of an account are one reporter. */
function reporterOf(request: Parameters<typeof principalOf>[0]): string {
  const { account, token } = principalOf(request);
  return account === undefined ? `token ${token.id}` : `account ${account.id}`;
}
