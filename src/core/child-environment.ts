/**
 * The environment of a long-lived child process of ours. glibc gives each thread that allocates an arena of its own, and keeps what was once in it
 * (mallopt(3), M_ARENA_MAX): with Node's pool of threads that is tens of megabytes a process, for no gain here. What the user has set counts.
 */
export const childEnvironment = (own: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  MALLOC_ARENA_MAX: '1',
  ...process.env,
  ...own,
});
