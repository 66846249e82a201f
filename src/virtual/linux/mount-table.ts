import type { Mounts } from './linux-fs.ts';

/** What may be written: an ostree system has its deployment read-only, with /etc and /var beside it. */
export class MountTable implements Mounts {
  usrIsWritable: boolean;
  constructor(image: 'torizon' | 'bsp') {
    this.usrIsWritable = image === 'bsp';
  }

  isReadOnly(path: string): boolean {
    if (this.usrIsWritable || /^\/(proc|sys)(\/|$)/.test(path)) return false;
    // Files directly in the root belong to the deployment too.
    return /^\/(usr|bin|sbin|lib)(\/|$)/.test(path) || /^\/[^/]*$/.test(path);
  }
}
