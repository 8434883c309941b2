import type { ArchiveLimits } from './types.ts';

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: Readonly<ArchiveLimits> = {
  archiveBytes: 50 * MIB,
  totalBytes: 250 * MIB,
  fileBytes: 20 * MIB,
  files: 5000,
};
