import { createHash } from 'node:crypto';
import type { BundleFile } from '@rolekit/sdk/bundle';

/**
 * The ids that git gives to a version's tree and commit, computed without git: they are known, and the same on every
 * replica, before any repository is written.
 */
const AUTHOR = 'Rolekit Registry <registry@rolekit.dev>';

/** What git stores under an id. */
export interface GitObject {
  id: string;
  type: 'blob' | 'tree' | 'commit';
  body: Uint8Array;
}

function gitObject(type: GitObject['type'], body: Uint8Array): GitObject {
  const id = createHash('sha1').update(`${type} ${body.byteLength}\0`).update(body).digest('hex');
  return { id, type, body };
}

interface Folder {
  files: Map<string, string>;
  folders: Map<string, Folder>;
}

/** The id of the tree that holds these files, all of mode 100644. */
export function treeId(files: readonly BundleFile[]): string {
  return treeObjects(files).at(-1)?.id ?? '';
}

/** The objects that a tree of these files is made of; it is the last. */
export function treeObjects(files: readonly BundleFile[]): GitObject[] {
  const blobs = files.map(({ path, bytes }) => ({ path, ...gitObject('blob', bytes) }));
  return [...blobs, ...folderObjects(blobs)];
}

/** The trees of blobs whose ids are known; the one of all is the last. */
export function folderObjects(blobs: readonly { path: string; id: string }[]): GitObject[] {
  const root: Folder = { files: new Map(), folders: new Map() };
  for (const { path, id } of blobs) {
    const parts = path.split('/');
    const base = parts.pop() ?? '';
    let folder = root;
    for (const part of parts) {
      let next = folder.folders.get(part);
      if (next === undefined) {
        next = { files: new Map(), folders: new Map() };
        folder.folders.set(part, next);
      }
      folder = next;
    }
    folder.files.set(base, id);
  }
  const objects: GitObject[] = [];
  folderTree(root, (object) => objects.push(object));
  return objects;
}

type Made = (object: GitObject) => void;

function folderTree(folder: Folder, made: Made): GitObject {
  const entries = [
    ...[...folder.files].map(([name, id]) => ({ name, id, mode: '100644', key: Buffer.from(name) })),
    // git sorts a folder as if its name ended in a slash.
    ...[...folder.folders].map(([name, child]) => ({
      name,
      id: folderTree(child, made).id,
      mode: '40000',
      key: Buffer.from(`${name}/`),
    })),
  ].sort((a, b) => Buffer.compare(a.key, b.key));
  const parts = entries.flatMap(({ name, id, mode }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);
  const tree = gitObject('tree', Buffer.concat(parts));
  made(tree);
  return tree;
}

/** What a commit is made of: only stored facts, so that every replica makes the same one. */
export interface CommitFacts {
  tree: string;
  parent: string | undefined;
  /** RFC 3339. */
  at: string;
  message: string;
}

/** `Name <mail> seconds +0000`, for author and committer alike. */
export function signature(at: string): string {
  return `${AUTHOR} ${Math.floor(Date.parse(at) / 1000)} +0000`;
}

export function commitId(facts: CommitFacts): string {
  return commitObject(facts).id;
}

export function commitObject(facts: CommitFacts): GitObject {
  return gitObject('commit', commitText(facts));
}

/** What git stores of a commit. */
export function commitText(facts: CommitFacts): Buffer {
  const lines = [
    `tree ${facts.tree}`,
    ...(facts.parent === undefined ? [] : [`parent ${facts.parent}`]),
    `author ${signature(facts.at)}`,
    `committer ${signature(facts.at)}`,
    '',
    facts.message,
  ];
  return Buffer.from(lines.join('\n'));
}

/** The message of the commit of one version. */
export function versionMessage(name: string, version: string, digest: string): string {
  return `${name} ${version}\n\nArchive: ${digest}\n`;
}
