/** The day of the newest price among companies: what is computed of them is of that day. */
export function pricedOn(companies: readonly { asOf?: string | undefined }[]): string | undefined {
  return companies
    .flatMap(({ asOf }) => asOf ?? [])
    .sort()
    .at(-1);
}
