import type { Soc } from '../soc/soc.ts';
import { errno } from './errno.ts';
import type { DeviceLog } from './kernel-log.ts';

/** imx_rproc's SMC method: IMX_SIP_RPROC of NXP's TF-A. Upstream TF-A knows no such call and answers SMC_UNK (-1) to all of it. */
export class TrustedFirmware {
  readonly #soc: Soc;
  readonly #isUpstream: boolean;
  readonly #driver: DeviceLog;

  constructor(soc: Soc, tfA: 'nxp' | 'upstream', driver: DeviceLog) {
    this.#soc = soc;
    this.#isUpstream = tfA === 'upstream';
    this.#driver = driver;
  }

  /** Whatever is not 0 counts as started. */
  get isStarted(): boolean {
    return this.#isUpstream || this.#soc.running;
  }

  start(): number {
    if (this.#isUpstream) {
      this.#driver.err('Failed to enable remote core!');
      return errno.perm;
    }
    this.#soc.release();
    return 0;
  }

  stop(): number {
    if (this.#isUpstream) {
      this.#driver.err('Failed to stop remote core');
      return errno.perm;
    }
    if (this.#soc.hold().forced) this.#driver.info('Not in wfi, force stopped');
    return 0;
  }
}
