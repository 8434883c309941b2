import type { PlaybookHost, ToolAnswer } from '../../playbook/index.ts';

/** A call of a playbook, and what the sandbox answered. */
export interface RecordedCall {
  tool: string;
  args: Record<string, unknown>;
  text: string;
  isError: boolean;
}

/** A host that also keeps what passes through it. */
export function recordingHost(host: PlaybookHost): { host: PlaybookHost; calls: RecordedCall[] } {
  const calls: RecordedCall[] = [];
  return {
    calls,
    host: {
      async call(tool, args, approval): Promise<ToolAnswer> {
        const answer = await host.call(tool, args, approval);
        calls.push({ tool, args, text: answer.text, isError: answer.isError });
        return answer;
      },
    },
  };
}
