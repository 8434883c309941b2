import type { AuditActor, CommandReport } from '@rolekit/sdk/internal/audit';
import type { AuditEntry } from '../store/audit.ts';

interface Reported {
  at: string;
  /** Who sent it, whatever it says itself. */
  by: AuditActor;
  /** The plugin is of a namespace of this registry that the reporter sees. */
  isHere: boolean;
}

/**
 * The line of a report. What is not of this registry, or not the reporter's to see, is its subject: no owner of a namespace
 * finds others' words among the namespace's lines.
 */
export function reportLine(report: CommandReport, { at, by, isHere }: Reported): AuditEntry {
  const { id, type, outcome, plugin, version, digest, host, from, code } = report;
  const [namespace = null, name = null] = plugin.split('/');
  return {
    at,
    type,
    by,
    ...(isHere ? { namespace, name } : { subject: plugin }),
    version,
    digest,
    // a person who changed their mind refused nothing
    outcome: outcome === 'cancelled' ? 'failed' : outcome,
    data: {
      report: id,
      reportedAt: report.at,
      host,
      from,
      ...(code === null ? {} : { code }),
      ...(outcome === 'cancelled' ? { cancelled: true } : {}),
    },
  };
}
