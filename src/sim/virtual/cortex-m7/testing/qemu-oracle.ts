import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OracleImage } from './oracle-image.ts';

/** Debian's qemu-system-arm and the GNU tools for ARM, or why there is no oracle here. */
export const oracleMissing = (): string | undefined => {
  for (const tool of ['qemu-system-arm', 'arm-none-eabi-as']) {
    if (spawnSync(tool, ['--version']).status !== 0) return `${tool} is not installed`;
  }
  return undefined;
};

/** Runs the image on QEMU's Cortex-M7 and returns what the harness wrote: results of the cases, then memory. */
export const runOnQemu = ({ areas }: OracleImage): Uint8Array => {
  const folder = mkdtempSync(join(tmpdir(), 'hil-oracle-'));
  try {
    const loaders = areas.flatMap(({ address, bytes }, index) => {
      const file = join(folder, `area${index}`);
      writeFileSync(file, bytes);
      return ['-device', `loader,file=${file},addr=0x${address.toString(16)},force-raw=on`];
    });
    execFileSync(
      'qemu-system-arm',
      [
        '-M',
        'mps2-an500',
        '-display',
        'none',
        '-serial',
        'none',
        '-monitor',
        'none',
        '-semihosting-config',
        'enable=on,target=native',
        ...loaders,
      ],
      { cwd: folder, timeout: 120_000, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    return readFileSync(join(folder, 'results'));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** CPU seconds that QEMU takes for a program at address 0 that ends with semihosting's exit. */
export const secondsOnQemu = (program: Uint8Array): number => {
  const folder = mkdtempSync(join(tmpdir(), 'hil-oracle-'));
  try {
    const file = join(folder, 'program');
    writeFileSync(file, program);
    const command = `TIMEFORMAT=%U; time qemu-system-arm -M mps2-an500 -display none -serial none -monitor none -semihosting-config enable=on,target=native -device loader,file=${file},addr=0,force-raw=on`;
    const { stderr } = spawnSync('bash', ['-c', command], { timeout: 120_000, encoding: 'utf8' });
    return Number(stderr.trim().split('\n').at(-1));
  } finally {
    rmSync(folder, { recursive: true });
  }
};
