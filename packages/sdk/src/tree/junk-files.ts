/** Who leaves a file or a folder behind wherever it works, and by which names it is known, in lower case. */
const LEFT_BEHIND: readonly (readonly [who: string, names: RegExp])[] = [
  [
    'macOS',
    /^(?:\.ds_store|\._.*|__macosx|icon\r|\.apple(?:double|db|desktop)|\.lsoverride|\.spotlight-v100|\.trashes|\.fseventsd|\.temporaryitems|\.documentrevisions-v100|\.volumeicon\.icns|\.apdisk|\.com\.apple\.timemachine\.donotpresent|network trash folder|temporary items)$/,
  ],
  [
    'Windows',
    /^(?:(?:eh)?thumbs(?:_vista)?\.db(?::encryptable)?|desktop\.ini|\$recycle\.bin|recycler|system volume information|~\$.+)$/,
  ],
  ['Linux', /^(?:\.directory|\.nfs[0-9a-f]+|\.fuse_hidden.*|\.trash-\d+|lost\+found|\.~lock\..+#)$/],
  [
    'A file server',
    /^(?:@eadir|#recycle|#snapshot|\.@__thumb|\.stfolder|\.stversions|\.dropbox(?:\.(?:attr|cache))?)$/,
  ],
  ['An editor', /^(?:.+~|\.#.*|#.*#|.+\.sw[op]|[._].*\.sw[a-p]|.*\.un~|\.idea|\.vs|\.netrwhist|\.ipynb_checkpoints)$/],
  ['A merge', /^.+\.(?:orig|rej)$/],
  ['Version control', /^(?:\.git|\.gitkeep|\.svn|\.hg|\.bzr|\.jj|cvs|_darcs)$/],
  ['A package manager', /^(?:node_modules|(?:npm|yarn|pnpm)-(?:debug|error)\.log(?:\..*)?|\.(?:npm|yarn|pnpm)-store)$/],
  ['Python', /^(?:__pycache__|.+\.py[co]|\.(?:pytest|mypy|ruff)_cache|\.venv)$/],
];

/**
 * Who leaves a file or folder of that name behind: `macOS` for `.DS_Store`. Undefined for all that a person may have made
 * for a plugin. A build, a check and an archive pass over what this names, in any case and at any depth.
 *
 * @param name One part of a path.
 */
export function leftBehindBy(name: string): string | undefined {
  const key = name.toLowerCase();
  return LEFT_BEHIND.find(([, names]) => names.test(key))?.[0];
}
