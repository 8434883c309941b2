import type { Skill } from '../skill/types.ts';
import type { PluginManifest, ToolsFile } from './types.ts';

/** What host files are generated from. */
export interface HostFilesInput {
  manifest: PluginManifest;
  /** For the prompts that hosts suggest when the manifest has none. */
  skills: readonly Pick<Skill, 'name' | 'description'>[];
  tools: ToolsFile;
  /** @default remotesOf(manifest) */
  remotes?: readonly RemoteServer[];
}

/** A remote MCP server: an entry of its own in every host's file. */
export interface RemoteServer {
  name: string;
  url: string;
}
