export type Printk = (level: number, text: string) => void;

/** dev_err, dev_warn and dev_info of one device. */
export interface DeviceLog {
  err(text: string): void;
  warn(text: string): void;
  info(text: string): void;
}

export const deviceLog = (printk: Printk, device: string): DeviceLog => ({
  err: (text) => printk(3, `${device}: ${text}`),
  warn: (text) => printk(4, `${device}: ${text}`),
  info: (text) => printk(6, `${device}: ${text}`),
});

/** C's %#llx. */
export const hex = (value: number | bigint): string => `0x${value.toString(16)}`;
