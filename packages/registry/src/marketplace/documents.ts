import { ChunkedList } from './chunked-list.ts';
import type { MarketplaceEntry } from './marketplace-entries.ts';
import { type Piece, pieceOf } from './pieces.ts';

export interface MarketplaceScope {
  /** What hosts call the marketplace: letters, digits, `-` and `_`. */
  name: string;
  publicUrl: string;
}

/** A file of a marketplace repository. */
export interface IndexFile {
  path: string;
  pieces: readonly Piece[];
}

interface Listed {
  namespace: string;
  name: string;
  version: string;
  firstSeq: number;
  /** Of each document; none while the list has them. */
  texts: readonly Buffer[];
}

const CLAUDE_PATH = '.claude-plugin/marketplace.json';
// The documents of the list.
const CODEX = 0;
const CLAUDE = 1;
const README = 2;

/**
 * The indexes of one marketplace as hosts read them, sorted by name; of two namespaces with one plugin name the first published is
 * listed, since a host knows only the name. Indexes only, no plugin.
 */
export class Documents {
  readonly #scope: MarketplaceScope;
  readonly #list = new ChunkedList([',\n', ',\n', '\n']);
  /** Of each name who has it, the first published first. */
  readonly #owners = new Map<string, Listed[]>();
  readonly #hidden = new Set<Listed>();

  constructor(scope: MarketplaceScope) {
    this.#scope = scope;
  }

  /** Takes what is listed otherwise now, by `namespace/name`; undefined for what is listed no more. */
  update(changes: ReadonlyMap<string, MarketplaceEntry | undefined>): void {
    for (const [id, entry] of changes) {
      const name = id.slice(id.indexOf('/') + 1);
      const before = this.#owners.get(name) ?? [];
      const owners = before.filter(({ namespace }) => id !== `${namespace}/${name}`);
      if (entry !== undefined) owners.push(this.#listed(entry));
      owners.sort((a, b) => a.firstSeq - b.firstSeq);
      for (const other of before) this.#hidden.delete(other);
      for (const other of owners.slice(1)) this.#hidden.add(other);
      const [shown] = owners;
      if (shown === undefined) {
        this.#owners.delete(name);
        this.#list.delete(name);
        continue;
      }
      this.#owners.set(name, owners);
      const [previous] = before;
      if (shown === previous) continue;
      const replaced = this.#list.set(name, shown.texts);
      shown.texts = [];
      if (previous !== undefined) previous.texts = replaced;
    }
  }

  /** The files of a marketplace repository. */
  files(): IndexFile[] {
    const { name } = this.#scope;
    return [
      {
        path: '.agents/plugins/marketplace.json',
        pieces: this.#json(CODEX, { name, interface: { displayName: name } }),
      },
      { path: CLAUDE_PATH, pieces: this.#claude() },
      { path: 'README.md', pieces: this.#readme() },
    ];
  }

  /** `.claude-plugin/marketplace.json`; Claude Code and Copilot read it, and Claude also by URL. */
  claude(): Buffer[] {
    return this.#claude().map(({ bytes }) => bytes);
  }

  #claude(): Piece[] {
    const { name } = this.#scope;
    const description = `Role plugins of the registry ${name}`;
    return this.#json(CLAUDE, { name, owner: { name }, metadata: { description } });
  }

  /** As `JSON.stringify` writes it with two spaces. */
  #json(document: number, head: Record<string, unknown>): Piece[] {
    const text = JSON.stringify(head, null, 2).slice(0, -'\n}'.length);
    const rows = this.#list.pieces(document);
    if (rows.length === 0) return [pieceOf(`${text},\n  "plugins": []\n}\n`)];
    return [pieceOf(`${text},\n  "plugins": [\n`), ...rows, pieceOf('\n  ]\n}\n')];
  }

  #readme(): Piece[] {
    const { name, publicUrl } = this.#scope;
    const about = `Plugins of the registry at ${publicUrl}. This repository holds indexes only; each plugin has a repository of its own.`;
    const hidden = [...this.#hidden]
      .sort((a, b) => a.firstSeq - b.firstSeq)
      .map((row) => `- ${row.namespace}/${row.name} ${row.version}: ${publicUrl}/git/${row.namespace}.git\n`);
    const others =
      'Not listed: another namespace published a plugin of that name first. Add the marketplace of the namespace:';
    const rows = this.#list.pieces(README);
    return [
      pieceOf(`# ${name}\n\n${about}\n\n`),
      ...rows,
      pieceOf(rows.length === 0 ? '' : '\n'),
      pieceOf(hidden.length === 0 ? '' : `\n${others}\n\n${hidden.join('')}`),
    ];
  }

  #listed(entry: MarketplaceEntry): Listed {
    const { namespace, name, version, firstSeq } = entry;
    const texts = [
      textOf(codexPlugin(this.#scope, entry)),
      textOf(claudePlugin(this.#scope, entry)),
      `- ${namespace}/${name} ${version}`,
    ];
    return { namespace, name, version, firstSeq, texts: texts.map((text) => Buffer.from(text)) };
  }
}

function claudePlugin({ publicUrl }: MarketplaceScope, entry: MarketplaceEntry): Record<string, unknown> {
  return {
    name: entry.name,
    source: sourceOf(publicUrl, entry),
    description: entry.description,
    version: entry.version,
    category: entry.category,
    ...(entry.keywords.length === 0 ? {} : { keywords: entry.keywords }),
    ...(entry.author === undefined ? {} : { author: entry.author }),
    ...(entry.homepage === undefined ? {} : { homepage: entry.homepage }),
    ...(entry.license === undefined ? {} : { license: entry.license }),
  };
}

/** Of `.agents/plugins/marketplace.json`, which Codex reads first. */
function codexPlugin({ publicUrl }: MarketplaceScope, entry: MarketplaceEntry): Record<string, unknown> {
  return {
    name: entry.name,
    source: sourceOf(publicUrl, entry),
    policy: { installation: 'AVAILABLE', authentication: 'ON_USE' },
    category: entry.category,
    description: entry.description,
    version: entry.version,
  };
}

function sourceOf(publicUrl: string, { namespace, name, version, commit }: MarketplaceEntry) {
  return { source: 'url', url: `${publicUrl}/git/${namespace}/${name}.git`, ref: `v${version}`, sha: commit };
}

/** A member of the list `plugins`, as deep as it lies there. */
function textOf(plugin: Record<string, unknown>): string {
  return `    ${JSON.stringify(plugin, null, 2).replaceAll('\n', '\n    ')}`;
}
