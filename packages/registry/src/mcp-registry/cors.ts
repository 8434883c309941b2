/** Editors read the MCP registry from pages of their own; it is public and takes no writes. */
export const MCP_CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, OPTIONS',
  'access-control-allow-headers': 'Authorization, Content-Type',
} as const;
