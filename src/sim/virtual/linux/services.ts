/** A unit of systemd as `systemctl` shows it. */
export interface Service {
  readonly name: string;
  readonly description: string;
  /** Of its main process while it runs. */
  readonly pid: number;
  readonly program: string;
}

export interface ServicesOptions {
  readonly image: 'torizon' | 'bsp';
  /** Of the console. */
  readonly tty: string;
  /** Whether new connections are taken; those that are open have a process of their own and stay (KillMode=process). */
  readonly sshd: { isUp: boolean };
  /** A login on the console waits for somebody, or nobody reads there. */
  readonly getty: { set(isUp: boolean): void };
}

const common = (tty: string): readonly Service[] => [
  { name: 'sshd', description: 'OpenBSD Secure Shell server', pid: 511, program: 'sshd' },
  { name: 'systemd-journald', description: 'Journal Service', pid: 231, program: 'systemd-journal' },
  { name: 'systemd-udevd', description: 'Rule-based Manager for Device Events and Files', pid: 260, program: 'systemd-udevd' },
  { name: 'dbus', description: 'D-Bus System Message Bus', pid: 388, program: 'dbus-daemon' },
  { name: `serial-getty@${tty}`, description: `Serial Getty on ${tty}`, pid: 402, program: 'agetty' },
];
const ofTorizon: readonly Service[] = [
  { name: 'NetworkManager', description: 'Network Manager', pid: 420, program: 'NetworkManager' },
  { name: 'docker', description: 'Docker Application Container Engine', pid: 560, program: 'dockerd' },
];

/** The units of one boot that a test looks at, starts and stops. */
export class Services {
  readonly all: readonly Service[];
  readonly #sshd: { isUp: boolean };
  readonly #getty: ServicesOptions['getty'];
  readonly #stopped = new Set<string>();
  constructor({ image, tty, sshd, getty }: ServicesOptions) {
    this.#getty = getty;
    this.all = [...common(tty), ...(image === 'torizon' ? ofTorizon : [])];
    this.#sshd = sshd;
  }

  /** By `sshd`, `sshd.service` or the alias `ssh`. */
  find(unit: string): Service | undefined {
    const name = unit.replace(/\.service$/, '').replace(/^ssh$/, 'sshd');
    return this.all.find((service) => service.name === name);
  }

  isActive({ name }: Service): boolean {
    return name === 'sshd' ? this.#sshd.isUp : !this.#stopped.has(name);
  }

  set(service: Service, active: boolean): void {
    if (service.program === 'agetty') this.#getty.set(active);
    if (service.name === 'sshd') this.#sshd.isUp = active;
    else if (active) this.#stopped.delete(service.name);
    else this.#stopped.add(service.name);
  }
}
