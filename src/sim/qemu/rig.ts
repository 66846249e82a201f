import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PowerError } from '../../core/errors.ts';
import { Limits } from '../virtual/limits.ts';
import type { M7Listener } from '../virtual/soc/m7-notes.ts';
import { serveLimits } from '../virtual/wires/control-server.ts';
import { watchPace } from '../virtual/wires/pace.ts';
import { serveRelay } from '../virtual/wires/relay-server.ts';
import { serveUart } from '../virtual/wires/uart-server.ts';
import { QemuBoard } from './board.ts';
import { chosenManifest, kindOf, type QemuChoice } from './choice.ts';
import type { MachineFiles } from './command-line.ts';
import type { QemuEndpoints } from './endpoints.ts';
import { outFolder } from './prepare/manifest.ts';
import { openScratch, type Scratch } from './scratch.ts';

export interface RunningRig extends AsyncDisposable {
  readonly endpoints: QemuEndpoints;
}

export interface RigOptions {
  readonly cache: string;
  readonly choice: QemuChoice;
  /** One sentence for whoever looks after the rig. */
  readonly log: (sentence: string) => void;
}

/** Opens every endpoint of a QEMU board without power. Throws ConfigError when nothing is prepared. */
export const startRig = async ({ cache, choice, log }: RigOptions): Promise<RunningRig> => {
  const manifest = chosenManifest(choice, cache);
  const scratch = openScratch();
  const limits = new Limits();
  try {
    const files = await layOut(scratch, outFolder(cache, kindOf(choice)), manifest.emmc);
    return await wired(new QemuBoard({ manifest, files, notes: notesTo(limits) }), files, scratch, limits, log);
  } catch (cause) {
    scratch[Symbol.dispose]();
    throw cause;
  }
};

const notesTo = (limits: Limits): M7Listener => ({
  onLimit: (limit) => limits.report(limit),
  onMishap: (sentence) => limits.mishap('m7', sentence),
});

const wired = async (
  board: QemuBoard,
  { tftp }: MachineFiles,
  scratch: Scratch,
  limits: Limits,
  log: (sentence: string) => void,
): Promise<RunningRig> => {
  await board.wire();
  const a53 = await serveUart(board.a53);
  const m7 = await serveUart(board.m7.uart);
  const relay = await serveRelay({
    async switched(on) {
      await board.switchPower(on).catch((error: unknown) => {
        log(String(error));
        throw plain(error);
      });
      return true;
    },
  });
  const control = await serveLimits(limits, watchPace(board.m7, board.m7, board));
  return {
    endpoints: {
      pid: process.pid,
      consoles: { a53: a53.address, m7: m7.address },
      ssh: await board.ssh.listen(),
      tftp,
      relay: relay.address,
      control: control.address,
    },
    async [Symbol.asyncDispose]() {
      await board.switchPower(false);
      for (const end of [relay, control, a53, m7, board.a53, board.m7, board.ssh]) await end[Symbol.asyncDispose]();
      scratch[Symbol.dispose]();
    },
  };
};

// The wire of a relay carries one sentence.
const plain = (error: unknown): unknown => (error instanceof PowerError ? [error.message, ...error.evidence].join('; ') : error);

const layOut = async (scratch: Scratch, out: string, emmc: string): Promise<MachineFiles> => {
  const files = { out, emmc: join(scratch.disk, 'emmc.img'), ddr: join(scratch.memory, 'ddr.bin'), tftp: join(scratch.disk, 'tftp') };
  await mkdir(files.tftp);
  // Sparse as the original, and no copy at all where the file system shares blocks.
  await promisify(execFile)('cp', ['--sparse=always', '--reflink=auto', '--', join(out, emmc), files.emmc]);
  return files;
};
