/** Every value of an option that may be given several times. */
export function repeatedOption(rest: readonly string[], name: string): string[] {
  return rest.flatMap((word, index) => {
    if (word.startsWith(`--${name}=`)) return [word.slice(name.length + 3)];
    return word === `--${name}` ? (rest[index + 1] ?? []) : [];
  });
}
