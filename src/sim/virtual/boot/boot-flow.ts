import { setImmediate } from 'node:timers/promises';
import type { VirtualBoard } from '../board.ts';
import type { BoardLife } from '../board-life.ts';
import { deferred } from '../deferred.ts';
import { linuxPathOf } from '../linux/disk-image.ts';
import { Linux } from '../linux/linux.ts';
import type { KernelStart, Partitions } from '../u-boot/context.ts';
import { uBootVersionOf } from '../u-boot/default-environment.ts';
import { UBoot } from '../u-boot/u-boot.ts';
import type { Uart } from '../wires/uart.ts';
import { powerUpNoise, splText, type TimedText, uBootDevicesText, uBootText } from './boot-text.ts';

/** One boot, from the reset to the login prompt or to whatever comes in between. Rejects when the life ends. */
export const bootBoard = async (board: VirtualBoard, life: BoardLife): Promise<void> => {
  const { settings, identity, random, consoles } = board;
  await life.sleep(40);
  consoles.a53.write(powerUpNoise(() => random.next()));
  await say(board, life, splText(settings, identity));
  if (await strikesBefore(board, life, 'spl')) return;
  const key = firstKey(consoles.a53);
  await say(board, life, uBootText(settings, identity, life.resetCause, random.between(38, 52)));
  const variables = loadEnvironment(board);
  await say(board, life, uBootDevicesText(settings, identity));
  if (await strikesBefore(board, life, 'u-boot')) return;
  const start = await runUBoot(board, life, variables, key);
  const linux = new Linux({
    life,
    settings,
    identity,
    chip: board.chip,
    tree: board.tree,
    store: board.store,
    account: board.account,
    uart: consoles.a53,
    faults: board.faults,
    limits: board.limits,
    random,
    start,
    restart: (cause) => board.restart(cause),
    powerDown: () => board.powerDown(),
    brownOut: () => board.brownOut(),
    died: () => board.died(),
  });
  board.began(linux);
  await linux.boot();
};

/** The countdown, then `bootcmd` or the prompt, until a kernel takes the machine over. */
const runUBoot = async (board: VirtualBoard, life: BoardLife, variables: Map<string, string>, key: FirstKey): Promise<KernelStart> => {
  const { a53 } = board.consoles;
  const kernel = deferred<KernelStart>();
  const uBoot = new UBoot({
    life,
    variables,
    version: uBootVersionOf(board.settings.kernel),
    model: board.settings.model,
    banner: board.identity.uBoot,
    store: board.store,
    memory: board.chip.memory,
    partitions: partitionsOf(board),
    limits: board.limits,
    print: (text) => a53.print(text),
    losesCharacters: board.faults.strikes('lost-characters', 'u-boot'),
    startKernel: (start) => {
      kernel.resolve(start);
      return forever;
    },
    reset: async () => {
      await a53.drained();
      board.restart('POR');
      return forever;
    },
  });
  const stopped = !variables.has('bootcmd') || (await countDown(board, life, variables.get('bootdelay') ?? '1', key));
  a53.listen((bytes) => uBoot.type(bytes));
  const start = await Promise.race([kernel.promise, stopped ? uBoot.prompt() : uBoot.autoboot().then(() => uBoot.prompt())]);
  a53.listen(undefined);
  return start;
};

// What handed the machine over never goes on.
const forever = new Promise<never>(() => {});

const say = async ({ consoles }: VirtualBoard, life: BoardLife, texts: readonly TimedText[]): Promise<void> => {
  for (const { at, text } of texts) {
    await life.until(at);
    consoles.a53.print(text);
  }
};

// Before Linux a board can only freeze or lose its supply: U-Boot's watchdog ends the freeze after 60 s.
const strikesBefore = async (board: VirtualBoard, life: BoardLife, moment: 'spl' | 'u-boot'): Promise<boolean> => {
  if (board.faults.strikes('brown-out', moment)) {
    board.brownOut();
    return true;
  }
  if (!board.faults.strikes('freeze', moment)) return false;
  await life.sleep(60_000);
  board.restart('WDOG');
  return true;
};

const loadEnvironment = (board: VirtualBoard): Map<string, string> => {
  const { a53 } = board.consoles;
  if (board.faults.strikes('env-crc', 'u-boot')) board.store.corrupt();
  const stored = board.store.load();
  a53.print(stored ? 'OK\n' : '*** Warning - bad CRC, using default environment\n\n');
  return stored ?? new Map(board.store.defaults);
};

interface FirstKey {
  readonly pressed: boolean;
}

// What comes once U-Boot has set up its UART waits in the FIFO until the countdown looks.
const firstKey = (a53: Uart): FirstKey => {
  const key = { pressed: false };
  a53.listen(() => {
    key.pressed = true;
  });
  return key;
};

// abortboot() asks for a key a hundred times in a second and waits in between: time in which nothing runs here is one such wait, however long it was.
const looksASecond = 25;

/** As abortboot_single_key() of common/autoboot.c. True when a byte came in time: any byte, also one that nobody typed. */
const countDown = async (board: VirtualBoard, life: BoardLife, bootdelay: string, key: FirstKey): Promise<boolean> => {
  const { a53 } = board.consoles;
  // simple_strtol() reads no number as 0.
  const seconds = Number.parseInt(bootdelay, 10) || 0;
  // -1 boots nothing by itself, -2 asks for no key.
  if (seconds < 0) return seconds === -1;
  await life.until(2500);
  a53.print(`Hit any key to stop autoboot: ${String(seconds).padStart(2)} `);
  if (key.pressed) a53.print('\b\b\b 0');
  if (board.faults.strikes('noise', 'u-boot')) setTimeout(() => a53.receive(Uint8Array.of(0xf8)), 300 / board.clock.speed).unref();
  for (let left = seconds; left > 0 && !key.pressed; left--) {
    for (let look = 0; look < looksASecond && !key.pressed; look++) {
      await life.sleep(1000 / looksASecond);
      // A timer that is due goes before input that waits.
      await setImmediate();
    }
    if (!key.pressed && left === 1) await awaitHeldKey(a53, life, () => key.pressed);
    a53.print(`\b\b\b${String(key.pressed ? 0 : left - 1).padStart(2)} `);
  }
  a53.print('\n');
  return key.pressed;
};

// On a board that lives faster the whole countdown may pass between two keys of somebody who holds one down.
const awaitHeldKey = async (a53: Uart, life: BoardLife, isPressed: () => boolean): Promise<void> => {
  const { speed } = life.clock;
  while (speed > 1 && a53.isHeldDown && !isPressed()) await life.sleep(keyEveryHostMs * speed);
};

const keyEveryHostMs = 5;

const partitionsOf = ({ tree, settings, identity }: VirtualBoard): Partitions => {
  const locate = (device: number, partition: number, path: string): string | undefined =>
    device === settings.model.emmc.number ? linuxPathOf(settings.image, identity.ostreeHash, partition, path) : undefined;
  return {
    has: (device, partition) => locate(device, partition, '/') !== undefined,
    // The boot partition of the reference images.
    fileSystem: (partition) => (settings.image === 'bsp' && partition === 1 ? 'fat' : 'ext4'),
    file: (device, partition, path) => {
      const inode = tree.get(locate(device, partition, path) ?? '/');
      return inode?.kind === 'file' ? { content: inode.content, size: inode.claimedSize ?? inode.content.length } : undefined;
    },
    list: (device, partition, path) => {
      const folder = tree.get(locate(device, partition, path) ?? '/');
      if (folder?.kind !== 'folder') return undefined;
      return [...folder.entries].map(([name, inode]) => ({
        name,
        size: inode.kind === 'file' ? (inode.claimedSize ?? inode.content.length) : undefined,
      }));
    },
  };
};
