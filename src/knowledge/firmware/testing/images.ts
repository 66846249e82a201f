import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { images } from '../../../../firmware/images.ts';

export const imageNames: readonly string[] = images.map(({ name }) => name);

export const imagePath = (name: string): string => `firmware/prebuilt/${name}.elf`;

/** A prebuilt test firmware. */
export const imageOf = (name: string): Uint8Array => new Uint8Array(readFileSync(imagePath(name)));

/** Output of a tool of binutils; undefined where it is not installed. Throws when it complains on standard error. */
export const binutils = (tool: string, args: readonly string[]): string | undefined => {
  const { error, status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8' });
  if (error) return undefined;
  if (status !== 0 || stderr !== '') throw new Error(`${tool} ${args.join(' ')}: ${stderr}`);
  return stdout;
};

export interface ListedSegment {
  readonly type: string;
  readonly offset: number;
  readonly virtualAddress: number;
  readonly physicalAddress: number;
  readonly fileSize: number;
  readonly memorySize: number;
}

/** What `readelf -lW` says of the program headers. */
export const listSegments = (path: string): ListedSegment[] | undefined =>
  binutils('readelf', ['-lW', path])
    ?.split('\n')
    .map((line) => /^ {2}(\w+) +(0x\w+) (0x\w+) (0x\w+) (0x\w+) (0x\w+)/.exec(line))
    .filter((match) => match !== null)
    .map(([, type, ...numbers]) => {
      const [offset, virtualAddress, physicalAddress, fileSize, memorySize] = numbers.map(Number) as [
        number,
        number,
        number,
        number,
        number,
      ];
      return { type: type!, offset, virtualAddress, physicalAddress, fileSize, memorySize };
    });
