import { type BootStage, hasReached } from '../../core/boot-stage.ts';
import type { ConsoleLine } from '../../core/console.ts';
import { shownText } from '../../knowledge/boot/shown-text.ts';

// A boot loader says about 60 lines; one that tries the network for ever says more.
const most = 500;

/** What the boot loaders said on the A53's console in the boot in progress, up to the kernel. */
export class LoaderLines {
  readonly #boot: { readonly stage: BootStage; readonly bootedAt: number | undefined };
  #of: number | undefined;
  #lines: string[] = [];
  constructor(boot: { readonly stage: BootStage; readonly bootedAt: number | undefined }) {
    this.#boot = boot;
  }

  /** Without the rest of a line that the boot before left open. Empty for a boot that was not seen from its beginning. */
  get all(): readonly string[] {
    return this.#of === this.#boot.bootedAt ? this.#lines : [];
  }

  /** To be called once the stage that the line tells of is known. */
  take({ terminated, text }: ConsoleLine): void {
    const { bootedAt, stage } = this.#boot;
    if (this.#of !== bootedAt) this.#lines = [];
    this.#of = bootedAt;
    if (bootedAt === undefined || !terminated || hasReached(stage, 'kernel') || this.#lines.length >= most) return;
    this.#lines.push(shownText(text));
  }
}
