// By what vitest holds against a task where it is told that none may have `.only`: the mode itself is gone once files are read. Its version is pinned.
const unexpected = /^\[Vitest\] Unexpected \.only modifier/;

/** Whether a test or a group has `.only`. `errors`: of its result, once files are read and before they run. */
export const isOnly = (errors: readonly { readonly message: string }[] = []): boolean =>
  errors.some(({ message }) => unexpected.test(message));
