import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A `sudo` for a test host that has none, or whose password nobody knows: the options used here, one password, and no privileges gained. `refusal`: its last words. */
export const installSudo = async (dir: string, password: string | undefined, refusal?: string): Promise<void> => {
  const check =
    password === undefined
      ? ''
      : `[ "$stdin" = 1 ] || { echo "sudo: a password is required" >&2; exit 1; }
for attempt in 1 2 3; do
  printf '%s' "$prompt" >&2
  if ! IFS= read -r given; then echo "${refusal ?? 'sudo: no password was provided'}" >&2; exit 1; fi
  [ "$given" = '${password}' ] && break
  [ $attempt = 3 ] && { echo "${refusal ?? 'sudo: 3 incorrect password attempts'}" >&2; exit 1; }
  echo "Sorry, try again." >&2
done
`;
  const script = `#!/bin/sh
stdin=0; prompt='[sudo] password: '
while [ $# -gt 0 ]; do
  case "$1" in
    -S) stdin=1;; -p) prompt="$2"; shift;; -k|-n) ;; --) shift; break;; *) echo "sudo: unknown option $1" >&2; exit 64;;
  esac
  shift
done
${check}AS_ROOT=yes; export AS_ROOT
exec "$@"
`;
  await writeFile(join(dir, 'sudo'), script);
  await chmod(join(dir, 'sudo'), 0o755);
};
