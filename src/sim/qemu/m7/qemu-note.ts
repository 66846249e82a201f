import type { M7Listener } from '../../virtual/soc/m7-notes.ts';

// hw/misc/unimp.c and hw/intc/armv7m_nvic.c with the patches of m7/qemu, and its imx8mp_unanswered.c. The M7 is the CPU behind the four A53.
const unmodelled = /^(\S+): unimplemented device (read|write) +\(.*, cpu (-?\d+), address 0x([0-9a-f]+)\)$/;
const lockup = /^nvic: lockup, (.+)$/;
const unanswered = /^unanswered: cpu \d+, imx8mp-m7\.([id]tcm), /;
const m7Index = 4;

/**
 * Reads one line of QEMU's log and tells what the M7 met in it, and what stopped the A53. True where the line is about a core of the board, and so
 * nothing that QEMU says of itself. What else the A53 cores meet is nobody's: Linux probes a hundred devices that are not there.
 */
export const readQemuNote = (line: string, { onLimit, onMishap }: M7Listener): boolean => {
  const [, reason] = lockup.exec(line) ?? [];
  if (reason !== undefined) {
    onMishap(`the core is in lockup: ${reason}`);
    return true;
  }
  const [, memory] = unanswered.exec(line) ?? [];
  if (memory !== undefined) {
    onMishap(`Linux accessed the ${memory.toUpperCase()} while its clock (the root AUDIO_AHB) was off, and no A53 goes on from there`);
    return true;
  }
  const [, device, access, cpu, address] = unmodelled.exec(line) ?? [];
  if (device === undefined) return false;
  // QEMU wires its UARTs whatever the pins are set to.
  if (Number(cpu) === m7Index && device !== 'iomuxc') {
    const how = access === 'read' ? 'read' : 'write';
    onLimit({ by: 'm7', kind: 'register', name: device, access: how, address: Number.parseInt(address!, 16), fatal: false });
  }
  return true;
};
