import { FirmwareError } from '../../core/errors.ts';
import { appendSegment } from './append-segments.ts';
import { readElf } from './elf.ts';
import { type ElfSegment, hex } from './elf-format.ts';
import { type FirmwareTarget, startVectorOffset } from './firmware-target.ts';
import { type InspectOptions, inspectFirmware, targetOf } from './inspect.ts';
import { imageVectorOf, type StartVector } from './start-vector.ts';

/**
 * The same ELF with an 8-byte segment at the beginning of the ITCM that holds SP and PC of the image's own vector table, so that remoteproc can start it
 * without U-Boot. Every other byte and segment stays as it is. Throws FirmwareError where that would not help, with the reason.
 */
export const addStartVector = (content: Uint8Array, options: InspectOptions): Uint8Array => {
  const elf = readElf(content);
  const target = targetOf(options);
  const [address] = target.startVectorAt;
  const { startVector, verdict, problems } = inspectFirmware(content, options);
  if (startVector) {
    throw new FirmwareError('the image already brings words 0 and 1 of the ITCM, so a second pair would not help', {
      evidence: [describe(startVector)],
      ...(startVector.flaws.length > 0 ? { remedy: 'its start vector is wrong: correct it in the linker script' } : {}),
    });
  }
  if (verdict === 'will-not-load') {
    throw new FirmwareError('the image is refused before its start vector matters', {
      evidence: problems.filter(({ effect }) => effect === 'will-not-load').map(({ sentence }) => sentence),
      remedy: problems[0]?.fix ?? 'inspect the image',
    });
  }
  checkFree(elf.loads, target);
  const vector = imageVectorOf(elf, target);
  if (!vector) {
    throw new FirmwareError('none of the segments begins with a vector table, so there is no SP and PC to take', {
      remedy: 'let the linker script put the vector table at the start of a segment',
    });
  }
  const data = new Uint8Array(8);
  new DataView(data.buffer).setUint32(0, vector.stackPointer, true);
  new DataView(data.buffer).setUint32(4, vector.programCounter, true);
  return appendSegment(elf, { address, data, flags: readable });
};

const readable = 4;

const checkFree = (loads: readonly ElfSegment[], target: FirmwareTarget): void => {
  const owner = loads.find((segment) => startVectorOffset(target, segment.physicalAddress) !== undefined);
  if (!owner) return;
  throw new FirmwareError('another segment of the image already claims the first eight bytes of the ITCM', {
    evidence: [
      `segment ${owner.index} at ${hex(owner.physicalAddress)}, ${owner.fileSize} bytes in the file, ${owner.memorySize} in memory`,
    ],
    remedy: 'link the image so that these stay free, or let that segment begin with the vector table',
  });
};

const describe = (vector: StartVector): string =>
  `SP ${hex(vector.stackPointer)}, PC ${hex(vector.programCounter)}${vector.flaws.map((flaw) => `; ${flaw}`).join('')}`;
