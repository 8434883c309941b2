import { defineRolekitCommand } from '../../command.ts';
import { CliError } from '../../errors.ts';

export default defineRolekitCommand({
  meta: { name: 'create', description: 'Not written yet' },
  args: {},
  async run(): Promise<undefined> {
    throw new CliError('RK_UNEXPECTED', { reason: 'not written yet' });
  },
  render() {},
});
