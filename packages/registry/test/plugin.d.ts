import { type BundleFile } from '@rolekit/sdk/bundle';
import { type ConfigField, type ToolEntry, type ToolsFile } from '@rolekit/sdk/plugin';
/** A plugin to publish; what is left out is the smallest thing that passes. */
export interface PluginInput {
    namespace?: string;
    name?: string;
    version?: string;
    description?: string;
    displayName?: string;
    role?: string;
    skills?: Record<string, string>;
    tools?: ToolInput[];
    /** @default 'crm' */
    connector?: string;
    hosts?: string[];
    config?: ConfigField[];
    files?: Record<string, string | undefined>;
}
export interface ToolInput {
    name: string;
    description?: string;
    access?: ToolEntry['access'];
    enabled?: boolean;
    input?: Record<string, unknown>;
    output?: Record<string, unknown>;
}
export interface PackedPlugin {
    namespace: string;
    name: string;
    version: string;
    tgz: Uint8Array;
    digest: string;
    files: BundleFile[];
}
export declare function skillText(name: string, description: string, body?: string): string;
export declare function packPlugin(input?: PluginInput): Promise<PackedPlugin>;
export declare function pluginFiles(input: PluginInput): BundleFile[];
export declare function toolsFile(input?: Pick<PluginInput, 'tools' | 'connector' | 'hosts' | 'config'>): ToolsFile;
