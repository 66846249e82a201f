import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What an engineer who knows Linux hands to `grep -E`, after years of looking at serial logs. */
const patterns: readonly string[] = [
  'Kernel panic',
  'Oops',
  'BUG:',
  'kernel BUG at',
  'WARNING: .* at ',
  'WARNING: possible',
  'WARNING: suspicious',
  'WARNING: inconsistent',
  'Call [Tt]race:',
  'Unable to handle kernel',
  'unable to handle (kernel|page fault)',
  'Internal error:',
  'general protection fault',
  'invalid opcode:',
  'divide error:',
  'double fault',
  'stack-protector',
  'Insufficient stack space',
  'soft lockup',
  'hard LOCKUP',
  'detected (expedited )?stalls? on',
  'self-detected stall',
  'kthread starved for',
  'blocked for more than',
  'blocked in I/O wait',
  'workqueue lockup',
  'KASAN|KMSAN|KCSAN|KFENCE',
  'UBSAN:',
  'CFI failure',
  'Bad page (state|map)',
  'Bad rss-counter',
  'Poison overwritten|Redzone overwritten',
  'list_(add|del) corruption',
  'refcount_t:',
  'invoked oom-killer',
  'Out of memory',
  'page allocation failure',
  'vmap allocation for size',
  'memory leak',
  'unregister_netdevice: waiting',
  'scheduling while atomic',
  'sleeping function called',
  'in preemptible',
  'bad unlock balance|bad contention',
  'spinlock (bad|recursion|lockup)',
  'SError Interrupt',
  'external abort',
  'Bad mode in',
  'Machine [Cc]heck|Hardware Error',
  '"(Synchronous Abort|Error)" handler',
  'PANIC at PC|Unhandled Exception in EL|Panic .*at core/',
  'nobody cared',
  'NETDEV WATCHDOG',
  'EXT[234]-fs error|BTRFS (error|critical)|XFS .*[Cc]orruption|UBIFS error',
  'I/O error',
  'crash detected in|handling crash',
  'critical temperature reached|HARDWARE PROTECTION',
  '[Uu]nder-?voltage detected',
  'PCIe Bus Error|AER: .*error',
  'hung GPU|GPU HANG|assume dead|HC died',
  'emergency mode|Freezing execution',
  'segfault at|unhandled .*fault',
  'panic: |fatal error: |goroutine [0-9]+ \\[|SYZFAIL',
];

const folder = mkdtempSync(join(tmpdir(), 'hil-grep-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const list = join(folder, 'patterns');
writeFileSync(list, `${patterns.join('\n')}\n`);

export const grepPatterns = patterns.length;
export const grepPattern = new RegExp(patterns.join('|'));

export interface Grepped {
  /** For each log, whether GNU grep finds a line. */
  readonly found: readonly boolean[];
  /** Of CPU, its start included. */
  readonly seconds: number;
}

/** `stop`: at the first line of each log, as `grep -l` does; else all lines are looked at. */
export const grep = (logs: readonly string[], stop = true): Grepped => {
  const names = logs.map((log, index) => {
    const name = join(folder, String(index));
    writeFileSync(name, log, 'latin1');
    return String(index);
  });
  const script = `TIMEFORMAT='%U %S'; time xargs grep -a${stop ? 'l' : 'c'}E -f ${list}`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    input: names.join('\n'),
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const [user = 0, system = 0] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
  const matching = new Set(stop ? stdout.trim().split('\n') : []);
  return { found: names.map((name) => matching.has(name)), seconds: user + system };
};
