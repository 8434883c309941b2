import { expect, test } from 'vitest';
import { claude, claudeValidate } from './claude.ts';
import { walkTheRoad } from './host-walkthrough.ts';

walkTheRoad({
  title: 'Claude Code',
  open: claude,
  before(stage, home) {
    test('finds neither errors nor warnings in the built bundle', async () => {
      expect(await claudeValidate(home(), stage().bundle)).toEqual({ success: true, errors: [], warnings: [] });
    });
  },
});
