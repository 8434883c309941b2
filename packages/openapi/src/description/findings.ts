import type { Finding } from '@rolekit/sdk';
import type { SpecNode } from './spec-node.ts';

/** Collects what is said about a description, each thing once and in the order of the file. */
export class SpecFindings {
  readonly #seen = new Map<string, Finding>();

  error(code: string, at: SpecNode, message: string, fix: string): void {
    this.#add({ code, severity: 'error', message, fix }, at);
  }

  warning(code: string, at: SpecNode, message: string, fix?: string): void {
    this.#add({ code, severity: 'warning', message, ...(fix ? { fix } : {}) }, at);
  }

  note(code: string, at: SpecNode, message: string, fix?: string): void {
    this.#add({ code, severity: 'note', message, ...(fix ? { fix } : {}) }, at);
  }

  /** All of them: errors first, then as they stand in the files. A note that comes again and again is there once. */
  list(): Finding[] {
    const rank = { error: 0, warning: 1, note: 2 };
    const sorted = [...this.#seen.values()].sort(
      (a, b) =>
        rank[a.severity] - rank[b.severity] ||
        a.file.localeCompare(b.file) ||
        (a.line ?? 0) - (b.line ?? 0) ||
        (a.column ?? 0) - (b.column ?? 0),
    );
    const sameAs = (a: Finding) => (b: Finding) => b.code === a.code && b.message === a.message;
    return sorted.flatMap((finding, index) => {
      if (finding.severity !== 'note') return [finding];
      if (sorted.findIndex(sameAs(finding)) < index) return [];
      const count = sorted.filter(sameAs(finding)).length;
      return [count === 1 ? finding : { ...finding, message: `${finding.message} There are ${count} of these.` }];
    });
  }

  #add(finding: Omit<Finding, 'file'>, at: SpecNode): void {
    const full: Finding = { ...finding, file: at.file.name, ...at.file.placeOf(at.path) };
    const key = [full.code, full.file, full.line, full.column, full.message].join('\0');
    if (!this.#seen.has(key)) this.#seen.set(key, full);
  }
}
