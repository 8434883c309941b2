import { kindOf } from '../call-outcome.ts';
import { connectorCheck } from '../check.ts';

export const notConnected = connectorCheck(
  { id: 'not-connected', level: 'basic', title: 'answers not_connected with the command that connects it' },
  async (bench) => {
    const tool = bench.tools.find((subject) => subject.access === 'read' && subject.takes(subject.examples[0] ?? {}));
    if (!tool || !bench.description.config.some((field) => field.required)) return { skipped: 'it needs no settings' };
    const host = await bench.open();
    try {
      const answer = await host.call(tool.name, tool.examples[0] ?? {});
      if (kindOf(answer) !== 'not_connected') return `${tool.name} answered ${kindOf(answer) ?? 'a result'}`;
      const command = `rolekit connect ${bench.connector.name}`;
      return answer.text.includes(command) ? undefined : `${tool.name} does not say \`${command}\``;
    } finally {
      await host.close();
    }
  },
);
