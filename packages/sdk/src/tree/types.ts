/** One file of a bundle; `path` is relative with `/`. */
export interface BundleFile {
  path: string;
  bytes: Uint8Array;
}

export interface ArchiveLimits {
  /** Bytes of the compressed archive. @default 50 MiB */
  archiveBytes: number;
  /** Bytes after decompression. @default 250 MiB */
  totalBytes: number;
  /** Bytes of one file. @default 20 MiB */
  fileBytes: number;
  /** @default 5000 */
  files: number;
}
