import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, join } from 'node:path';

const prefix = 'hil-tests-';

/** Gives a run of the tests a temporary folder of its own, which goes away with it: what tests leave there does not pile up on the machine. */
export default (): (() => void) => {
  const outer = tmpdir();
  // Vitest asks for each of its projects, and the path of a socket has an end.
  if (basename(outer).startsWith(prefix)) return () => {};
  const dir = mkdtempSync(join(outer, prefix));
  // Tests with processes of another user lead them here.
  chmodSync(dir, 0o755);
  // The cache of compiled sources is the machine's, not the run's.
  const compileCache = `tsx-${userInfo().uid}`;
  mkdirSync(join(outer, compileCache), { recursive: true });
  symlinkSync(join(outer, compileCache), join(dir, compileCache));
  process.env.TMPDIR = dir;
  return () => rmSync(dir, { recursive: true, force: true });
};
