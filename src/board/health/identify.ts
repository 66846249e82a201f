import type { BootRecord } from '../../core/boot-stage.ts';
import type { RemoteShell } from '../../core/shell.ts';

// One command, one line a fact, and none of them may fail the rest.
const questions: Readonly<Record<string, string>> = {
  bsp: '. /etc/os-release; echo "$PRETTY_NAME"',
  linux: 'uname -r',
  product: 'tr -d "\\0" < /proc/device-tree/toradex,product-id',
  model: 'tr -d "\\0" < /proc/device-tree/model',
  overlay: 'test -e /sys/class/remoteproc/remoteproc0 && echo applied || echo absent',
  memory: 'awk \'$1 == "MemTotal:" { print $2 " kB" }\' /proc/meminfo',
  'serial-number': 'tr -d "\\0" < /proc/device-tree/serial-number',
};

/** The tuple that a result belongs to: boot loader, trusted firmware, kernel, image and module. What cannot be read is left out. */
export const identify = async (
  linux: RemoteShell,
  boot: BootRecord | undefined,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> => {
  const properties: Record<string, string> = { ...boot?.versions };
  for (const [name, question] of Object.entries(questions)) {
    const { exitCode, stdout } = await linux.run(question, { reject: false, signal });
    if (exitCode === 0 && stdout.trim() !== '') properties[name] = stdout.trim();
  }
  return properties;
};

/** DRAM in bytes from `MemTotal`, which lacks what the kernel and the overlay reserve; undefined where it is not known. */
export const ramBytesOf = (memTotal: string | undefined): number | undefined => {
  const [, kilobytes] = /^(\d+) kB$/.exec(memTotal ?? '') ?? [];
  return kilobytes === undefined ? undefined : 2 ** Math.ceil(Math.log2(Number(kilobytes) * 1024));
};
