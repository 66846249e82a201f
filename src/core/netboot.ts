/** What U-Boot fetches by TFTP and boots in place of what the board has: files of this host. */
export interface NetbootEntry {
  /** An arm64 Image, or one that gzip packed. */
  readonly kernel: string;
  /** With everything in it that the scenarios need, such as the HMP nodes: the boot script and its overlays are not run. */
  readonly deviceTree: string;
  readonly initramfs?: string;
  /** Of the kernel, `root=` and `console=` among them; U-Boot's `tdxargs` follow behind. */
  readonly arguments: string;
}
