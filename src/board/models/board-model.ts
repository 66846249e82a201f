import type { Capability } from '../../core/capability.ts';
import type { VirtualModel } from '../../core/virtual-model.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import type { FirmwareTarget } from '../../knowledge/firmware/firmware-target.ts';

/** Everything that is of one kind of board and not of the next: data, and no more. One folder below this one holds it. */
export interface BoardModel {
  /** As lab files, journals and `--model` name it: `verdin-imx8mp`. */
  readonly name: string;
  /** As people write it: `Verdin iMX8MP`. */
  readonly called: string;
  /** How it talks while it boots. */
  readonly profile: BoardProfile;
  /** Its remote core, and what Linux takes for it. */
  readonly target: FirmwareTarget;
  readonly coreUart: CoreUart;
  readonly provisioning: Provisioning;
  /** What no board of this model can do, each with the reason that reports give for a skipped scenario. */
  readonly lacks?: { readonly [capability in Capability]?: string };
  /** What a virtual board of this model is: never read by the code that is tried on it. */
  readonly virtual: VirtualModel;
}

/** The UART of the remote core, as U-Boot can write into it. */
export interface CoreUart {
  /** Register writes that open it at 115200 8N1, as every image for the core does anew. */
  readonly opening: readonly (readonly [address: number, value: number])[];
  /** Where a byte goes out. */
  readonly transmitter: number;
}

/** What a run changes on a board, and where. */
export interface Provisioning {
  /** The partition that U-Boot loads from, as Linux names it. */
  readonly bootPartition: string;
  /** Where Linux puts images on a system whose /lib/firmware cannot be written. */
  readonly firmwareFolder: string;
  /** The same folder as U-Boot names it on that system. */
  readonly firmwareFolderOfUBoot: string;
  /** The overlay that brings the remote core, as the images of the vendor name its file. */
  readonly hmpOverlay: string;
  /** The line of /etc/fw_env.config. */
  readonly environment: string;
}
