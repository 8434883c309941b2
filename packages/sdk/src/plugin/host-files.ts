import type { BundleFile } from '../bundle/types.ts';
import { RolekitError } from '../errors.ts';
import type { Skill } from '../skill/types.ts';
import type { PluginManifest, ToolsFile } from './types.ts';

/** A remote MCP server: an entry of its own in every host's file. */
export interface RemoteServer {
  name: string;
  url: string;
}

export interface HostFilesInput {
  manifest: PluginManifest;
  skills: readonly Pick<Skill, 'name' | 'description'>[];
  tools: ToolsFile;
  /** @default remotesOf(manifest) */
  remotes?: readonly RemoteServer[];
}

/** The manifest's connectors with a `url`; none when its policy denies writes, because a remote server is ungoverned. */
export function remotesOf(_manifest: PluginManifest): RemoteServer[] {
  return [];
}

/** The files from which Codex, Claude Code, Copilot and Gemini load the same plugin. */
export function hostFiles(_input: HostFilesInput): BundleFile[] {
  throw new RolekitError('RK_INTERNAL', { what: 'hostFiles' });
}
