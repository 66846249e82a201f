import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Gives a run of the tests a temporary folder of its own, which goes away with it: what tests leave there does not pile up on the machine. */
export default (): (() => void) => {
  const outer = tmpdir();
  const dir = mkdtempSync(join(outer, 'hil-tests-'));
  // Tests with processes of another user lead them here.
  chmodSync(dir, 0o755);
  // The cache of compiled sources is the machine's, not the run's.
  const compileCache = `tsx-${userInfo().uid}`;
  mkdirSync(join(outer, compileCache), { recursive: true });
  symlinkSync(join(outer, compileCache), join(dir, compileCache));
  process.env.TMPDIR = dir;
  return () => rmSync(dir, { recursive: true, force: true });
};
