import { createHash, randomBytes } from 'node:crypto';
import { HilError, ProvisionError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { ScenarioNeeds } from '../../core/scenario.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { patchNonce } from '../../knowledge/firmware/nonce.ts';
import type { BoardModel } from '../models/board-model.ts';
import { startScript, startUnit } from './autostart-unit.ts';
import { FirmwareFolder } from './firmware-folder.ts';
import type { FirmwareStore } from './firmware-store.ts';
import type { Ledger } from './ledger.ts';

export interface AutostartOptions {
  readonly ledger: Ledger;
  readonly store: FirmwareStore;
  readonly model: BoardModel;
  readonly emit: (event: EventBody) => void;
}

/** What became of the unit in the boot in progress. */
export interface AutostartRun {
  /** What the unit printed; the kernel's reason stands in its log. */
  readonly failure: readonly string[] | undefined;
}

const unit = 'hil-m7.service';
const folder = '/etc/systemd/system';
const script = '/etc/hil-m7-start.sh';
const wanted = `${folder}/multi-user.target.wants/${unit}`;

/** The image that a systemd unit of the lab starts while Linux boots, as products do it. */
export class Autostart {
  readonly #options: AutostartOptions;
  readonly #nonces = new Map<string, string>();
  #onBoard: string | undefined;
  #run: AutostartRun | undefined;
  constructor(options: AutostartOptions) {
    this.#options = options;
  }

  /** What the image of this name prints as its nonce where the unit started it. */
  nonceOf(name: string): string | undefined {
    return this.#nonces.get(name);
  }

  /** Of all images that were made. */
  get nonces(): Iterable<string> {
    return this.#nonces.values();
  }

  get run(): AutostartRun | undefined {
    return this.#run;
  }

  /** Another system: the unit is gone. */
  forget(): void {
    this.#onBoard = undefined;
  }

  /** Puts the unit and its image there, or takes them away; true when the next boot will be another one than this. */
  async hold({ autostart: name, firmwareIn }: ScenarioNeeds, shell: RemoteShell, signal: AbortSignal): Promise<boolean> {
    const { emit, ledger, model } = this.#options;
    if (name === undefined) return this.#remove(shell, signal);
    const content = this.#made(name);
    const place = await (firmwareIn
      ? FirmwareFolder.openAt(shell, firmwareIn, ledger, signal)
      : FirmwareFolder.open(shell, model.provisioning.firmwareFolder, ledger, signal));
    // The kernel that runs is not the one that the unit will tell.
    await place.close(shell, signal);
    const held = `${place.path} ${createHash('sha256').update(content).digest('hex')}`;
    if (this.#onBoard === held) return false;
    await this.#requireSystemd(shell, signal);
    const file = await place.place(shell, `hil-${name.replace(/[^\w.-]/g, '-')}-at-boot.elf`, content, signal);
    const texts = { [script]: startScript(place.path, file), [`${folder}/${unit}`]: startUnit(script) };
    for (const [path, text] of Object.entries(texts)) {
      ledger.noteFile(path);
      await shell.put(new TextEncoder().encode(text), path, { asRoot: true, mode: 0o644, signal });
    }
    ledger.noteFile(wanted);
    await shell.run(`systemctl daemon-reload && systemctl enable ${unit}`, { asRoot: true, signal });
    const { stdout } = await shell.run(`systemctl is-enabled ${unit}`, { asRoot: true, reject: false, signal });
    if (stdout.trim() !== 'enabled')
      throw new ProvisionError(`systemd says that ${unit} is ${stdout.trim() || 'not there'} after it was enabled`);
    emit({ type: 'provision.changed', what: unit, from: this.#onBoard === undefined ? 'absent' : 'another image', to: `starts ${name}` });
    this.#onBoard = held;
    return true;
  }

  /** Waits for the unit of this boot. Throws ProvisionError, the lab's, where systemd did not start it: `failed` is for the M7 to tell. */
  async verify(shell: RemoteShell, signal: AbortSignal): Promise<void> {
    const question = `while systemctl show -p ActiveState ${unit} | grep -q =activating; do sleep 1; done; systemctl show -p ActiveState -p Result ${unit}`;
    const { stdout } = await shell.run(question, { asRoot: true, timeout: '90s', reject: false, signal });
    const [, state = ''] = /^ActiveState=(\S+)/m.exec(stdout) ?? [];
    const log = (await shell.run(`journalctl -b -u ${unit} --no-pager -o cat`, { asRoot: true, reject: false, signal })).stdout;
    const evidence = log
      .split('\n')
      .filter(Boolean)
      .slice(-6)
      .map((line) => `journal: ${line}`);
    if (state === 'active') this.#run = { failure: undefined };
    else if (state === 'failed') this.#run = { failure: evidence };
    else
      throw new HilError('lab', `systemd did not start ${unit} in this boot: it is ${state || 'not known'}`, {
        evidence: [`ssh: systemctl show ${unit}: ${stdout.trim().split('\n').join(', ')}`, ...evidence],
        remedy: 'look whether this system reaches multi-user.target, and whether /etc of the last boot is the one that is used',
      });
  }

  async #remove(shell: RemoteShell, signal: AbortSignal): Promise<boolean> {
    const { emit, ledger } = this.#options;
    this.#run = undefined;
    if (!ledger.owed.files.includes(wanted)) return false;
    const paths = [wanted, `${folder}/${unit}`, script];
    await shell.run(`rm -f ${paths.join(' ')} && systemctl daemon-reload && sync`, { asRoot: true, signal });
    for (const path of paths) ledger.settleFile(path);
    this.#onBoard = undefined;
    emit({ type: 'provision.restored', what: unit, from: 'enabled', to: 'absent' });
    return true;
  }

  async #requireSystemd(shell: RemoteShell, signal: AbortSignal): Promise<void> {
    const asked = await shell.run('systemctl is-system-running', { asRoot: true, reject: false, signal });
    if (asked.exitCode !== 127) return;
    throw new HilError('suite', 'this system has no systemd, so that no unit can start an image', {
      evidence: [`ssh: systemctl: ${asked.stderr.trim()}`],
      remedy: 'leave out `autostart`, or run it on an image with systemd',
    });
  }

  #made(name: string): Uint8Array {
    const { content } = this.#options.store.get(name);
    const nonce = this.#nonces.get(name) ?? randomBytes(4).toString('hex');
    const patched = patchNonce(content, nonce);
    if (patched) this.#nonces.set(name, nonce);
    return patched ?? content;
  }
}
