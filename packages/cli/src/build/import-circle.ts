/**
 * The shortest way on which a file imports itself, through others: the file, those on the way, and the file again.
 *
 * @param imports what each file imports
 */
export function importCircle(
  file: string,
  imports: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const seen = new Set<string>();
  let ways: string[][] = [[file]];
  while (ways.length > 0) {
    const longer = ways.flatMap((way) => (imports.get(way.at(-1) ?? '') ?? []).map((next) => [...way, next]));
    const circle = longer.find((way) => way.at(-1) === file);
    if (circle) return circle;
    ways = longer.filter((way) => {
      const last = way.at(-1) ?? '';
      return !seen.has(last) && seen.add(last);
    });
  }
  return undefined;
}
