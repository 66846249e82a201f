export const errno = {
  perm: -1,
  noEntry: -2,
  noMemory: -12,
  busy: -16,
  invalid: -22,
  nameTooLong: -36,
  time: -62,
  notSupported: -95,
  restart: -512,
} as const;
