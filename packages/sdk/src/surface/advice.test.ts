import { describe, expect, it } from 'vitest';
import { SURFACE_ADVICE } from './advice.fixture.ts';
import { tooLow } from './index.ts';

describe('the version that a finding advises is high enough', () => {
  const rows = Object.entries(SURFACE_ADVICE).flatMap(([code, report]) =>
    ['1.2.3', '0.3.1', '0.0.4'].map((published) => [code, published, report(published)] as const),
  );
  // below 1.0.0 every step is enough for what only adds
  it.each(rows.filter(([, published, { level }]) => level === 'major' || published === '1.2.3'))(
    '%s after %s',
    (code, published, report) => {
      const findings = tooLow(report, published);
      expect(findings.map((finding) => finding.code)).toContain(code);
      for (const { fix = '' } of findings) {
        const [, advised = ''] =
          /^Publish it as (\S+) or higher: `rolekit version` writes that\. Or waive it with a reason: `rolekit publish --waiver <reason>`\.$/.exec(
            fix,
          ) ?? [];
        expect(tooLow(report, advised)).toEqual([]);
      }
    },
  );
});
