import type { Clock } from '../../../core/time.ts';
import type { Initramfs } from '../u-boot/initramfs.ts';

/** The levels of <linux/kern_levels.h>. */
export const level = { emerg: 0, alert: 1, crit: 2, err: 3, warning: 4, notice: 5, info: 6, debug: 7 } as const;

export interface KernelLine {
  readonly level: number;
  /** 0 for the kernel, 1 for a program that wrote to /dev/kmsg. */
  readonly facility: number;
  /** Counted from 0 since the kernel began. */
  readonly number: number;
  /** Microseconds since the kernel began. */
  readonly us: number;
  readonly text: string;
}

export interface KernelOptions {
  readonly clock: Clock;
  readonly release: string;
  readonly version: string;
  /** `linux_banner`. */
  readonly banner: string;
  readonly cmdline: string;
  readonly initramfs?: Initramfs | undefined;
  readonly bootId: string;
  /** The board's name as reports give it. */
  readonly hardware: string;
  /** Whether its console is the UART that the board brings out. */
  readonly isOnUart: boolean;
  readonly console: (text: string) => void;
}

// CONFIG_LOG_BUF_SHIFT of 17 holds about this many lines.
const ringLines = 2000;

/** The part of Linux that everything else speaks through: its log, its clock and its command line. */
export class Kernel {
  readonly release: string;
  readonly version: string;
  readonly banner: string;
  readonly cmdline: string;
  readonly initramfs: Initramfs | undefined;
  readonly bootId: string;
  readonly hardware: string;
  readonly isOnUart: boolean;
  /** Jiffies per second. */
  readonly hz: number;
  /** As its stall reports name it: without CONFIG_PREEMPT it is rcu_sched. */
  readonly rcu: 'rcu_preempt' | 'rcu_sched';
  /** Modules from outside of the kernel's tree leave their mark in the taint flags. */
  readonly checksSignatures: boolean;
  /** Lines below this level reach the console: 4 with `quiet`, 7 without. */
  consoleLevel: number;
  /** Bits of /proc/sys/kernel/tainted: 512 after a WARN, 128 after an oops. */
  tainted = 0;
  oopses = 0;
  readonly #clock: Clock;
  readonly #console: (text: string) => void;
  readonly #since: number;
  readonly #ring: KernelLine[] = [];
  readonly #followers = new Set<(line: KernelLine) => void>();
  #isSilent = false;
  #count = 0;
  constructor({ clock, release, version, banner, cmdline, initramfs, bootId, hardware, isOnUart, console }: KernelOptions) {
    this.#clock = clock;
    this.#console = console;
    this.#since = clock.now();
    this.release = release;
    this.version = version;
    this.banner = banner;
    this.cmdline = cmdline;
    this.initramfs = initramfs;
    this.bootId = bootId;
    this.hardware = hardware;
    this.isOnUart = isOnUart;
    // Debian's arm64 configuration against Toradex's.
    const isDebian = release.includes('+deb');
    this.hz = isDebian ? 250 : 100;
    this.rcu = isDebian ? 'rcu_sched' : 'rcu_preempt';
    this.checksSignatures = isDebian;
    this.consoleLevel = /(?:^| )quiet(?: |$)/.test(cmdline) ? 4 : 7;
  }

  /** Seconds since the kernel began. */
  uptime(): number {
    return (this.#clock.now() - this.#since) / 1000;
  }

  /** From here on nothing is said: the CPUs stand still. */
  silence(): void {
    this.#isSilent = true;
    this.#followers.clear();
  }

  printk(at: number, text: string, us = Math.round(this.uptime() * 1e6), facility = 0): void {
    if (this.#isSilent) return;
    for (const part of text.split('\n')) {
      const line: KernelLine = { level: at, facility, number: this.#count++, us, text: part };
      this.#ring.push(line);
      if (this.#ring.length > ringLines) this.#ring.shift();
      if (at < this.consoleLevel) this.#console(`${formatKernelLine(line)}\n`);
      for (const follower of this.#followers) follower(line);
    }
  }

  lines(): readonly KernelLine[] {
    return this.#ring;
  }

  clear(): void {
    this.#ring.length = 0;
  }

  follow(onLine: (line: KernelLine) => void): () => void {
    this.#followers.add(onLine);
    return () => this.#followers.delete(onLine);
  }
}

/** `[   12.345678] text`, as the console and dmesg show it. */
export const formatKernelLine = ({ us, text }: KernelLine): string =>
  `[${String(Math.floor(us / 1e6)).padStart(5)}.${String(us % 1_000_000).padStart(6, '0')}] ${text}`;
