// Whether a failure is one of a file or folder, such as no right to it. Those of sockets have no path.

export function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}
