import type { BootStage } from '../../core/boot-stage.ts';

// Some chips run two SPLs in one boot, one on each kind of core, and what a person loads by USB is a second one.
const splsOfOneBoot = 2;

/** SPL that comes no further than to its own banner. */
export class SplLoop {
  #banner: string | undefined;
  #times = 0;

  /** A boot has begun with `stage`, out of `from`. True once in a loop: with the third banner that is the same as those before. */
  began(from: BootStage | undefined, stage: BootStage, banner: string): boolean {
    this.#times = stage !== 'spl' ? 0 : from === 'spl' && banner === this.#banner ? this.#times + 1 : 1;
    this.#banner = banner;
    return this.#times === splsOfOneBoot + 1;
  }
}
