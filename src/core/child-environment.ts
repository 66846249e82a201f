/**
 * The environment of a long-lived child process of ours. glibc gives each thread that allocates an arena of its own, and keeps what was once in it
 * (mallopt(3), M_ARENA_MAX): with Node's pool of threads that is tens of megabytes a process, for no gain here. mimalloc, which Vite's bundler brings,
 * asks for huge pages (madvise(2), MADV_HUGEPAGE), and where the kernel has them 32 MB are there for the few that are used. What the user has set counts.
 */
export const childEnvironment = (own: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  MALLOC_ARENA_MAX: '1',
  MIMALLOC_ALLOW_THP: '0',
  ...process.env,
  ...own,
});
