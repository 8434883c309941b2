/** Calls of the org in the last 24 hours, as every answer of Salesforce says. */
export interface ApiUsage {
  used: number;
  max: number;
}

/** Reads `Sforce-Limit-Info: api-usage=18/5000`. */
export function parseLimitInfo(header: string | null): ApiUsage | undefined {
  const match = /\bapi-usage=(\d+)\/(\d+)/.exec(header ?? '');
  return match ? { used: Number(match[1]), max: Number(match[2]) } : undefined;
}
