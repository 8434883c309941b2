import type { z } from 'zod';
import type * as schemas from './schemas.ts';

/** What `/v1` answers; free of the server, so that a client can import it. */
export type PluginSummary = z.infer<typeof schemas.pluginSummary>;
export type PluginDetail = z.infer<typeof schemas.pluginDetail>;
export type PluginList = z.infer<typeof schemas.pluginList>;
export type VersionSummary = z.infer<typeof schemas.versionSummary>;
export type VersionDetail = z.infer<typeof schemas.versionDetail>;
export type VersionList = z.infer<typeof schemas.versionList>;
export type SkillSummary = z.infer<typeof schemas.skillSummary>;
export type ToolSummary = z.infer<typeof schemas.toolSummary>;
export type PublishResult = z.infer<typeof schemas.publishResult>;
export type ChannelEntry = z.infer<typeof schemas.channel>;
export type ChangeEvent = z.infer<typeof schemas.changeEvent>;
export type ChangeList = z.infer<typeof schemas.changeList>;
export type SurfaceChange = z.infer<typeof schemas.surfaceChange>;
export type SurfaceReport = z.infer<typeof schemas.surfaceReport>;
export type ErrorBody = z.infer<typeof schemas.errorBody>;
