import type { Finding } from '@rolekit/sdk';
import type { BundleFile } from '@rolekit/sdk/bundle';
import type { VerifiedVersion } from '@rolekit/sdk/internal/signing';
import type { ListedWord } from '@rolekit/sdk/internal/words';
import type { ConnectorDescription, Lock, PluginManifest, ToolsFile } from '@rolekit/sdk/plugin';
import type { SkillPrompt } from '@rolekit/sdk/skill';
import type { Composition } from '../overlay/index.ts';
import type { VerifyingRegistry } from '../registry/verifying-registry.ts';
import type { Waits } from './bare.ts';
import type { Bundler } from './bundler.ts';
import type { Examiner } from './examiner.ts';
import type { ThirdParty } from './third-party.ts';

export interface BuildOptions extends Pick<Waits, 'onStep'> {
  /** Where connectors that the workspace does not have come from. */
  registry?: VerifyingRegistry | undefined;
  /** Registries that namespaces are mapped to: what is theirs comes from nowhere else. */
  registries?: ReadonlyMap<string, VerifyingRegistry> | undefined;
  /** Of the user, whose policy holds for connectors of a registry. @default os.homedir() */
  home?: string | undefined;
  /** Resolve again what `rolekit.lock.json` holds. @default false */
  update?: boolean;
  /** Bundles composed so far, by folder: a demo builds each connector once. */
  composed?: Map<string, Promise<ComposedBundle>>;
  /** @default starts anew each time */
  bundler?: Bundler;
  /** Answers for servers while they are bundled. @default each bundled server is asked itself, which shows that it runs */
  examiner?: Examiner | undefined;
}

/** A bundle in memory: every file that `dist/` gets. */
export interface ComposedBundle {
  /** Folder of the source. */
  source: string;
  manifest: PluginManifest;
  files: BundleFile[];
  tools: ToolsFile;
  /** Of a plugin with a base: its skills, and where the client has what a finding says of a composed file. */
  overlay?: Pick<Composition, 'skills' | 'place'> | undefined;
  /** Its skills with arguments. */
  prompts: readonly SkillPrompt[];
  lock: Lock;
  connectors: BuiltConnector[];
  /** What was verified of the signatures of those from a registry; null of one that signs nothing. */
  verified: Record<string, VerifiedVersion | null>;
  /** Its words, and who reads them; undefined for a plugin without. */
  words: ListedWord[] | undefined;
  /** Identity of the bundle, `sha256:<hex>`. */
  digest: string;
  /** Warnings and notes. */
  findings: Finding[];
}

/** Where a connector of the bundle came from. */
export interface BuiltConnector {
  name: string;
  from: 'own' | 'workspace' | 'registry' | 'remote';
  /** `namespace/name` of a joined one. */
  plugin?: string;
  version?: string;
  digest?: string;
}

/** A connector whose code and description are at hand. */
export interface ResolvedConnector {
  name: string;
  from: 'own' | 'workspace' | 'registry';
  /** One ES module; the SDK and zod are left out of it. */
  code: string;
  /** Packages of others in it. */
  packages: readonly ThirdParty[];
  /** From the `tools.json` of a joined connector; an own one is asked after it is bundled. */
  description?: ConnectorDescription;
  lock?: Lock['connectors'][string];
  verified?: VerifiedVersion | null;
  /** What to say of a registry that could not be asked whether it may be used. */
  warning?: string | null;
}
