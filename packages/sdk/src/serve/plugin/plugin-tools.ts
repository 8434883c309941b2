import type { Connector } from '../../connector/connector.ts';
import { unrecordedReach } from '../../connector/declared-reach.ts';
import type { ToolDefinition } from '../../connector/description-types.ts';
import { refuseOtherTools } from '../../connector/outside-connector.ts';
import type { AnyTool } from '../../connector/tool.ts';
import { inputSchemaOf } from '../../connector/tool-schemas.ts';
import { RolekitError } from '../../errors.ts';
import { didYouMean } from '../../suggest.ts';
import { listedTools } from './listed-tools.ts';
import { type LivePolicy, NO_POLICY } from './machine-policy.ts';
import type { RawTool, ServedConnector, ServedPlugin } from './types.ts';

type InputSchema = ReturnType<typeof inputSchemaOf>;

/** The tools of a served plugin: those that are listed, and the code of those that were called. */
export class PluginTools {
  readonly #plugin: ServedPlugin;
  readonly #policy: LivePolicy | undefined;
  readonly #byTool = new Map<string, ServedConnector>();
  readonly #found = new Map<string, { connector: Connector; tool: AnyTool }>();
  readonly #reads = new Set<string>();
  readonly #raw = new Map<string, RawTool>();
  readonly #announce = new Set<() => void>();
  readonly #inputs = new WeakMap<AnyTool, InputSchema>();
  #listed: readonly ToolDefinition[] = [];

  constructor(plugin: ServedPlugin, policy?: LivePolicy) {
    this.#plugin = plugin;
    this.#policy = policy;
    this.#list();
    policy?.onChange(() => {
      this.#list();
      for (const announce of this.#announce) announce();
    });
  }

  /** In a fixed order; another array once that changes. */
  get listed(): readonly ToolDefinition[] {
    return this.#listed;
  }

  #list(): void {
    this.#byTool.clear();
    this.#reads.clear();
    this.#found.clear();
    const listed: ToolDefinition[] = [];
    for (const { definition, isRead, connector } of listedTools(this.#plugin, this.#policy?.current)) {
      listed.push(definition);
      this.#byTool.set(definition.name, connector);
      if (isRead) this.#reads.add(definition.name);
    }
    for (const tool of this.#plugin.rawTools ?? []) {
      listed.push(tool.definition);
      this.#raw.set(tool.definition.name, tool);
    }
    this.#listed = listed;
  }

  /** Is called whenever other tools are listed than before. Answers what ends that. */
  onListChanged(announce: () => void): () => void {
    this.#announce.add(announce);
    return () => void this.#announce.delete(announce);
  }

  /** True for a listed tool that only reads. */
  isRead(name: string): boolean {
    return this.#reads.has(name);
  }

  /** True for a listed tool that changes something, or does not say that it only reads. */
  writes(name: string): boolean {
    const raw = this.#raw.get(name);
    if (raw) return raw.definition.annotations?.readOnlyHint !== true;
    return this.#byTool.has(name) && !this.#reads.has(name);
  }

  /** The connector of a tool that changes something, also of one that is not listed. */
  writerNamed(name: string): string | undefined {
    const isWriter = ({ definition, access }: ServedConnector['description']['tools'][number]) =>
      definition.name === name && access !== 'read';
    return this.#plugin.connectors.find(({ description }) => description.tools.some(isWriter))?.description.name;
  }

  /** A tool outside of the connector contract. */
  raw(name: string): RawTool | undefined {
    return this.#raw.get(name);
  }

  /** What `find` found before: loading code is asynchronous, and done once. */
  found(name: string): { connector: Connector; tool: AnyTool } | undefined {
    return this.#found.get(name);
  }

  /** @throws RK_UNKNOWN_TOOL, RK_TOOL_OFF, RK_POLICY_DENIED, RK_OUT_OF_REACH */
  async find(name: string): Promise<{ connector: Connector; tool: AnyTool }> {
    const served = this.#byTool.get(name);
    if (!served) throw this.#missing(name);
    const connector = await served.load();
    refuseOtherTools(connector.name, connector.tools);
    const tool = connector.tools[name];
    if (!tool)
      throw new RolekitError('RK_INTERNAL', { what: name, reference: 'tools.json names a tool that the code lacks' });
    const unrecorded = unrecordedReach(served.description, connector);
    if (unrecorded !== undefined)
      throw new RolekitError('RK_OUT_OF_REACH', {
        connector: connector.title,
        reason: `its code declares ${unrecorded}, and its build did not record it`,
        hint: 'Its author must declare the same hosts and folders in every environment, and build it again.',
      });
    const found = { connector, tool };
    this.#found.set(name, found);
    return found;
  }

  /** The schema of a tool's arguments, made with its first call. */
  inputOf(tool: AnyTool): InputSchema {
    const known = this.#inputs.get(tool) ?? inputSchemaOf(tool);
    this.#inputs.set(tool, known);
    return known;
  }

  #missing(name: string): RolekitError {
    const { policy, name: plugin, connectors } = this.#plugin;
    const entry = connectors
      .flatMap(({ description }) => description.tools)
      .find(({ definition }) => definition.name === name);
    if (!entry)
      return new RolekitError('RK_UNKNOWN_TOOL', {
        tool: name,
        hint: didYouMean(name, [...this.#byTool.keys(), ...this.#raw.keys()]) || 'List the tools first.',
      });
    const own = (this.#policy?.current ?? NO_POLICY).denied(name, entry.access);
    if (own) return own.problem ?? new RolekitError('RK_POLICY_DENIED', { tool: name, source: own.path });
    const isDenied = policy?.denyTools?.includes(name) || (policy?.writes === 'deny' && entry.access !== 'read');
    return isDenied
      ? new RolekitError('RK_POLICY_DENIED', { tool: name, source: `the plugin ${plugin}` })
      : new RolekitError('RK_TOOL_OFF', { tool: name, plugin });
  }
}
