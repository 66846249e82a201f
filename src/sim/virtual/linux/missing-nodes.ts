import type { Limits } from '../limits.ts';

// What is modelled whole: what is not there now is not there on a board either. And what the health check looks at, which does without it.
const whole =
  /^\/(?:sys\/(?:devices\/soc0\/(?:soc_uid|serial_number)$|class\/remoteproc|class\/tty|class\/watchdog|module\/(?:firmware_class|clk_imx8m[mp])|bus\/rpmsg)|dev\/(?:fd|std|tty|rpmsg|watchdog|mmcblk|shm|emmc)|proc\/(?:\d+|device-tree\/(?:compatible|reserved-memory|toradex)))/;

/** A file of the kernel that this board lacks may be there on a real one: whoever asks for it learns of the model, and nothing of the product. */
export const tellMissing =
  (limits: Limits) =>
  (path: string): void => {
    // A pattern that fits nothing comes as it is.
    const [begin] = path.split(/[*?[]/);
    if (/^\/(?:proc|sys|dev)\/./.test(begin!) && !whole.test(begin!))
      limits.report({ by: 'linux', kind: 'effect', name: path, fatal: true });
  };
