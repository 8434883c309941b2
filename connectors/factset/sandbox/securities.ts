import type { CompanyData, Market } from '@rolekit/demo-data';

/** Finds a security as the vendor does: a ticker without a region is taken for the American one, without a word. */
export function findSecurity(market: Market, id: string): CompanyData | undefined {
  return market.find(id) ?? (/^[A-Z0-9]{1,6}$/i.test(id) ? market.find(`${id}-US`) : undefined);
}
