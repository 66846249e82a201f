import type { Mounts } from './linux-fs.ts';

export interface Mount {
  readonly device: string;
  readonly folder: string;
  readonly type: 'ext4' | 'vfat' | 'tmpfs';
  readonly options: string;
}

/** What is mounted and may be written: an ostree system has its deployment read-only, with /etc and /var beside it. */
export class MountTable implements Mounts {
  usrIsWritable: boolean;
  /** Nothing more fits on the eMMC. */
  isFull = false;
  readonly #image: 'torizon' | 'bsp';
  readonly #disk: string;
  /** `emmc`: its number. */
  constructor(image: 'torizon' | 'bsp', emmc: number) {
    this.#image = image;
    this.#disk = `/dev/mmcblk${emmc}`;
    this.usrIsWritable = image === 'bsp';
  }

  isReadOnly(path: string): boolean {
    if (this.usrIsWritable || /^\/(proc|sys)(\/|$)/.test(path)) return false;
    // Files directly in the root belong to the deployment too.
    return /^\/(usr|bin|sbin|lib)(\/|$)/.test(path) || /^\/[^/]*$/.test(path);
  }

  hasRoom(path: string): boolean {
    return !this.isFull || /^\/(?:proc|sys|dev|run|tmp)(?:\/|$)/.test(path);
  }

  /** In the order of /proc/mounts. */
  get mounted(): readonly Mount[] {
    const ext4 = (device: string, folder: string, access = 'rw'): Mount => ({
      device,
      folder,
      type: 'ext4',
      options: `${access},relatime`,
    });
    const disk =
      this.#image === 'bsp'
        ? [ext4(`${this.#disk}p2`, '/'), { ...ext4(`${this.#disk}p1`, '/boot'), type: 'vfat' as const }]
        : [
            ext4(`${this.#disk}p1`, '/'),
            ext4(`${this.#disk}p1`, '/usr', this.usrIsWritable ? 'rw' : 'ro'),
            ext4(`${this.#disk}p1`, '/var'),
          ];
    return [...disk, { device: 'tmpfs', folder: '/tmp', type: 'tmpfs', options: 'rw,nosuid,nodev' }];
  }
}
