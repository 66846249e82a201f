const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'this user may not read it',
};

/** The code of a system error; empty for any other. */
export const codeOf = (cause: unknown): string => (cause instanceof Error && 'code' in cause ? String(cause.code) : '');

/** Why a file that somebody named cannot be read, for behind `FILE cannot be read: `. */
export const whyUnreadable = (cause: unknown): string => reasons[codeOf(cause)] ?? (cause instanceof Error ? cause.message : String(cause));
