import { ownEntry } from '../../../core/own-entry.ts';
import { oops } from './failures/oops.ts';
import { taint } from './failures/report-text.ts';
import { isAtLeast, systemCall } from './failures/task.ts';
import { level } from './kernel.ts';
import type { ModuleRun } from './module-arguments.ts';
import { testLockup } from './test-lockup.ts';

interface LoadableModule {
  readonly isOutOfTree: boolean;
  /** Resolves with what the init function returns; never where its program dies in it. */
  readonly init: (run: ModuleRun) => Promise<number | 'killed'>;
}

const stays = { isOutOfTree: false, init: async () => 0 };

const loadable: Readonly<Record<string, LoadableModule>> = {
  imx_rpmsg_tty: stays,
  rpmsg_ctrl: stays,
  rpmsg_char: stays,
  test_lockup: { isOutOfTree: false, init: testLockup },
  hil_oops: { isOutOfTree: true, init: hilOops },
};

const EPERM = 1;

export type LoadResult = number | 'absent' | 'killed';

/** The modules of one boot: what is there, what is loaded, and what loading them does. */
export class Modules {
  readonly #loaded = new Set(['imx_rpmsg_tty']);
  readonly #loading = new Set<string>();

  /** As `Modules linked in:` has it: the newest first, `+` while its init function runs. */
  list(marks: (name: string) => string): string {
    const names = [...[...this.#loading].map((name) => `${name}(${marks(name)}+)`), ...this.#loaded].reverse();
    return names.map((name) => name.replace('()', '')).join(' ');
  }

  get names(): readonly string[] {
    return [...this.#loading, ...this.#loaded];
  }

  async load(name: string, uid: number, run: ModuleRun): Promise<LoadResult> {
    const key = name.replaceAll('-', '_');
    const found = ownEntry(loadable, key);
    if (!found) return 'absent';
    if (this.#loaded.has(key)) return 0;
    if (uid !== 0) return -EPERM;
    // The kernel makes the second one wait for the first; one that died while it loaded never ends.
    if (this.#loading.has(key)) return new Promise<never>(() => {});
    this.#loading.add(key);
    mark(key, run);
    const result = await found.init(run);
    if (result === 'killed') return result;
    this.#loading.delete(key);
    if (result === 0) this.#loaded.add(key);
    return result;
  }
}

/** The letters behind a module's name in reports. */
export const moduleMarks = (name: string, checksSignatures: boolean): string => {
  const isOutside = ownEntry(loadable, name)?.isOutOfTree === true || (checksSignatures && name === 'test_lockup');
  return `${isOutside ? 'O' : ''}${isOutside && checksSignatures ? 'E' : ''}`;
};

const mark = (name: string, { machine: { kernel } }: ModuleRun): void => {
  const marks = moduleMarks(name, kernel.checksSignatures);
  if (marks.includes('O') && (kernel.tainted & taint.outOfTree) === 0) {
    kernel.printk(level.warning, `${name}: loading out-of-tree module taints kernel.`);
    kernel.tainted |= taint.outOfTree;
  }
  if (marks.includes('E') && (kernel.tainted & taint.unsigned) === 0) {
    kernel.printk(level.notice, `${name}: module verification failed: signature and/or required key missing - tainting kernel`);
    kernel.tainted |= taint.unsigned;
  }
};

// The project's own: a write through a null pointer, in the program that loads it.
async function hilOops({ machine, task, beside }: ModuleRun): Promise<'killed'> {
  const { kernel } = machine;
  kernel.printk(level.notice, 'hil_oops: writing to a null pointer');
  const stack = [
    // A leaf without a frame of its own: who called it stands in the link register only.
    'hil_write_null+0xc/0xff8 [hil_oops]',
    'do_one_initcall+0x64/0x280',
    'do_init_module+0x60/0x238',
    'load_module+0x2314/0x23d0',
    isAtLeast(kernel, '6.6') ? 'init_module_from_file+0x94/0xf8' : '__do_sys_finit_module+0xa8/0xfc',
    ...systemCall('__arm64_sys_finit_module+0x230/0x408'),
  ];
  beside(oops(machine, { ...task, stack }, { address: 0, isWrite: true, byThread: false }));
  return machine.parameters.get('panic_on_oops') === 0 ? 'killed' : new Promise<never>(() => {});
}
