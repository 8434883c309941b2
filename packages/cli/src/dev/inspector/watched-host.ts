import type { Readable } from 'node:stream';
import { StdioLines } from '@rolekit/sdk/internal';
import type { Stream } from '../../terminal.ts';
import type { Workbench } from './workbench.ts';

interface Host {
  input: Readable;
  output: Stream;
}

/** The same connection of a host, whose messages are on the page too. */
export function watched({ input, output }: Host, workbench: Pick<Workbench, 'hostLine'>): Host {
  const take = (line: Buffer) => workbench.hostLine('client', line.toString('utf8'));
  new StdioLines(input, { line: take, piece: () => {} });
  return {
    input,
    output: {
      write(text) {
        workbench.hostLine('server', text);
        return output.write(text);
      },
    },
  };
}
