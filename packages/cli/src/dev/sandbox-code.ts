import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

/** The files of which the sandboxes of some plugins were made. */
export class SandboxCode {
  readonly #names: string;
  readonly #imported: readonly string[];
  #states = '';

  private constructor(names: string, imported: readonly string[]) {
    this.#names = names;
    this.#imported = imported;
  }

  /**
   * @param names of the sandboxes
   * @param sources folders of the plugins
   */
  static async read(names: readonly string[], sources: readonly string[]): Promise<SandboxCode> {
    const imported = await Promise.all(sources.map(importedBySandbox));
    const code = new SandboxCode(namesOf(names, sources), imported.flat());
    code.#states = await code.#statesNow(sources);
    return code;
  }

  /** True when they would be made of something else now. */
  async hasChanged(names: readonly string[], sources: readonly string[]): Promise<boolean> {
    return namesOf(names, sources) !== this.#names || (await this.#statesNow(sources)) !== this.#states;
  }

  async #statesNow(sources: readonly string[]): Promise<string> {
    return statesOf([...this.#imported, ...(await filesIn(sources))]);
  }
}

function namesOf(names: readonly string[], sources: readonly string[]): string {
  return [...names, ...sources].join('\n');
}

/** What lies beside the code may be read when the sandbox runs. */
async function filesIn(sources: readonly string[]): Promise<string[]> {
  const folders = sources.map(async (source) => {
    const folder = join(source, 'sandbox');
    return (await readdir(folder, { recursive: true }).catch(() => [])).map((file) => join(folder, file));
  });
  return (await Promise.all(folders)).flat();
}

/** What a plugin’s sandbox imports of its own code; all of that where it does not bundle. */
async function importedBySandbox(source: string): Promise<string[]> {
  const names: string[] = await readdir(join(source, 'sandbox')).catch(() => []);
  const entry = ['index.ts', 'index.js', 'index.mjs'].find((name) => names.includes(name));
  if (entry === undefined) return [];
  try {
    const { metafile } = await build({
      entryPoints: [join(source, 'sandbox', entry)],
      absWorkingDir: source,
      bundle: true,
      write: false,
      metafile: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
    });
    return Object.keys(metafile.inputs).map((path) => resolve(source, path));
  } catch {
    const code = await readdir(join(source, 'src'), { recursive: true }).catch(() => []);
    return code.map((file) => join(source, 'src', file));
  }
}

async function statesOf(files: readonly string[]): Promise<string> {
  const states = [...new Set(files)].toSorted().map(async (file) => {
    const entry = await stat(file, { bigint: true }).catch(() => undefined);
    if (entry?.isDirectory()) return '';
    return `${file} ${entry?.size} ${entry?.mtimeNs}`;
  });
  return (await Promise.all(states)).join('\n');
}
