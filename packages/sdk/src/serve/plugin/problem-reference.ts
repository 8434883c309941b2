/** Writes a failure of the code itself to the server's log, under the reference that its caller is told. */
export function referenceOf({ onProblem }: { onProblem(text: string): void }, name: string, error: unknown): string {
  const reference = crypto.randomUUID().slice(0, 8);
  onProblem(`${name} (${reference}): ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return reference;
}
