const unfinished = new Set<() => void>();

/**
 * Undoes something if this process ends before it is finished: by Ctrl-C, or by an error. What was begun last is undone first.
 *
 * @param undo Must not wait: a process that ends does not.
 * @returns Call it when the work is finished.
 */
export function atExit(undo: () => void): () => void {
  if (unfinished.size === 0) process.on('exit', undoAll);
  unfinished.add(undo);
  return () => {
    unfinished.delete(undo);
    if (unfinished.size === 0) process.off('exit', undoAll);
  };
}

function undoAll(): void {
  for (const undo of [...unfinished].reverse()) {
    try {
      undo();
    } catch {
      // the others are still to be undone
    }
  }
}
