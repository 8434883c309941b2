/** The packages that are published, in the order of their folders. */
export function publicPackages(root: string): { folder: string; manifest: { name: string; version: string } }[];
