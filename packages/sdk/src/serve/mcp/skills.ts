import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { type SkillFiles, type SkillSource, SkillsExtension } from '@modelcontextprotocol/server/ext/skills';
import { nodeSkillFiles } from '@modelcontextprotocol/server/ext/skills/node';
import { RolekitError } from '../../errors.ts';
import { leftBehindBy } from '../../tree/junk-files.ts';

/** Of a file that is no text for a model to read, as of a file of a result. */
const MAX_BYTES = 8 * 1024 * 1024;

/** Reads the skills from disk when a client first asks for them, so that starting the server does not. */
export function lazySkills(
  folder: string,
  { onProblem, resultBytes }: { onProblem(text: string): void; resultBytes: number },
  ttlMs: number,
): SkillsExtension {
  const files = skillFiles(folder);
  let loading: ReturnType<typeof SkillsExtension.load> | undefined;
  const catalog = () => {
    loading ??= SkillsExtension.load(files, {
      onWarning: ({ path, message }) => onProblem(`skill ${path}: ${message}`),
    }).catch((error: unknown) => {
      loading = undefined;
      throw unreadable('The skills', error);
    });
    return loading;
  };
  // where they lie is for the log: who reads may be on another machine
  const unreadable = (what: string, error: unknown) => {
    onProblem(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    return new ProtocolError(ProtocolErrorCode.InternalError, `${what} cannot be read; the server’s log says why.`);
  };
  const source: SkillSource = {
    list: async () => ({ skills: [...(await catalog()).entries] }),
    get: async (uri) => (await catalog()).entries.find((skill) => skill.uri === uri),
    async read(uri) {
      const served = (await catalog()).entries
        .flatMap(({ resources }) => (Array.isArray(resources) ? resources : []))
        .find((candidate) => candidate.uri === uri);
      if (!served) return undefined;
      const isText = uri.endsWith('.md');
      const most = isText ? resultBytes : MAX_BYTES;
      // its size when the catalogue was read: what is too large is not read at all
      checkSize(uri, served.size ?? 0, most);
      const bytes = await files.read(decodeURIComponent(uri.slice('skill://'.length))).catch((error: unknown) => {
        throw unreadable(uri, error);
      });
      checkSize(uri, bytes.byteLength, most);
      return isText ? { text: Buffer.from(bytes).toString('utf8'), mimeType: 'text/markdown' } : { bytes };
    },
  };
  return new SkillsExtension({ source, cacheHint: { ttlMs, cacheScope: 'private' } });
}

/** What systems and editors leave behind is no file of a skill. */
function skillFiles(folder: string): SkillFiles {
  const files = nodeSkillFiles(folder);
  return {
    list: async (dir) => (await files.list(dir)).filter(({ name }) => leftBehindBy(name) === undefined),
    read: (path) => files.read(path),
  };
}

function checkSize(uri: string, bytes: number, most: number): void {
  if (bytes <= most) return;
  const { message, fix } = new RolekitError('RK_TOO_LARGE', {
    reason: `${uri} has ${bytes} bytes, the budget is ${most}.`,
    hint: 'Read it from the folder of the skill, or tell its author to split it into several files.',
  });
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, `${message} ${fix}`);
}
