import type { Connector } from '../../connector/connector.ts';
import type { AnyBatchTool, AnyWriteTool } from '../../connector/tool.ts';
import type { OpenConnection } from '../plugin/open-connection.ts';
import type { PluginTools } from '../plugin/plugin-tools.ts';
import type { ServedPlugin } from '../plugin/types.ts';

/** What writes need of what is served. */
export interface WriteServing {
  plugin: Pick<ServedPlugin, 'name' | 'version'>;
  tools: Pick<PluginTools, 'listed'>;
  home: string;
  /** Signs what a batch gives out; see `PluginState.key`. */
  key(): Promise<Buffer>;
  callMs: number;
  resultBytes: number;
  clock(): Date;
  onProblem(text: string): void;
}

/** Who writes with which tool through which connection. */
export interface Writer<T = AnyWriteTool | AnyBatchTool> {
  serving: WriteServing;
  tool: T;
  connector: Connector;
  opened: OpenConnection;
  principal: string;
}
