import { setTimeout as pause } from 'node:timers/promises';
import { virtualModel } from '../../../../board/models/verdin-imx8mp/virtual.ts';
import type { ModelLimit } from '../../../../core/model-limit.ts';
import { boardClock } from '../../../../core/time.ts';
import { Soc } from '../soc.ts';
import type { SocOptions } from '../types.ts';

export interface Bench {
  readonly soc: Soc;
  /** What came out of the M7's UART. */
  heard(): string;
  readonly limits: readonly ModelLimit[];
  readonly mishaps: readonly string[];
}

export const gigabytes = (count: number): number => count * 2 ** 30;

/** A SoC with ears on its M7 UART, powered on. */
export const openBench = (options: Partial<SocOptions> = {}): Bench => {
  let heard = '';
  const limits: ModelLimit[] = [];
  const mishaps: string[] = [];
  const soc = new Soc({
    chip: virtualModel.chip,
    seed: 1,
    ramBytes: gigabytes(4),
    clock: boardClock(100),
    onM7Uart: (byte) => {
      heard += String.fromCharCode(byte);
    },
    notes: { onLimit: (limit) => limits.push(limit), onMishap: (sentence) => mishaps.push(sentence) },
    ...options,
  });
  soc.powerOn();
  return { soc, heard: () => heard, limits, mishaps };
};

/** Waits until a condition holds; the test's own timeout ends it otherwise. */
export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await pause(2);
};
