// What the tests ask of a host, whichever it is. One driver module each: codex.ts, claude.ts, copilot.ts, gemini.ts.

/** Where a plugin can be had. Gemini installs from the plugin's repository, the others from a marketplace. */
export type PluginAddress = { plugin: string; marketplace: string; marketplaceUrl: string; repositoryUrl: string };

export type ToolAnswer = { isError: boolean; text: string; structured?: unknown };

export type PluginStatus = {
  /** The version that the host says it has installed. */
  version: string;
  skills: string[];
  servers: { name: string; connected: boolean; detail: string }[];
  tools: string[];
};

export type Host = {
  /** Registers the marketplace and returns the name that the host gives it. */
  addMarketplace(address: PluginAddress): Promise<string>;
  install(address: PluginAddress): Promise<void>;
  /** Lets the host connect to the plugin's servers and reports what it sees. */
  status(address: PluginAddress): Promise<PluginStatus>;
  /** Calls a tool: through the host where it can without a model, else on the copy that the host installed. */
  call(address: PluginAddress, tool: string, args: Record<string, unknown>): Promise<ToolAnswer>;
  update(address: PluginAddress): Promise<void>;
  /** Every component that the host can list, its own included, one in a line: `<kind> <plugin>:<name>`. */
  components(): Promise<string[]>;
};

/** The JSON document in a host's output; some print warnings before it. */
export function jsonIn(output: string): unknown {
  const start = output.search(/^[[{]/m);
  if (start === -1) throw new Error(`no JSON in: ${output}`);
  return JSON.parse(output.slice(start));
}
