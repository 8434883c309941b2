import type { Stream } from '../../terminal.ts';
import { serveInspector } from './inspector-server.ts';
import type { LogSource } from './log-views.ts';
import { Workbench } from './workbench.ts';

/** The inspector page of a run of `rolekit dev`. */
export interface Inspector {
  workbench: Workbench;
  /** Its address with the token of this run. */
  url: string;
  /** What is written to it is on the page too. */
  beside(stream: Stream, source: LogSource): Stream;
  close(): Promise<void>;
}

/** @throws RK_PORT_TAKEN */
export async function openInspector(port: number): Promise<Inspector> {
  const workbench = new Workbench();
  const server = await serveInspector(workbench, port);
  return {
    workbench,
    url: server.url,
    beside: (stream, source) => ({
      isTTY: stream.isTTY,
      columns: stream.columns,
      write(text) {
        workbench.log(source, text);
        return stream.write(text);
      },
    }),
    async close() {
      await server.close();
      await workbench.close();
    },
  };
}
