import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { rejection } from '../testing/rejection.ts';
import { context } from '../testing/wires.ts';
import { commandSwitch } from './command-switch.ts';
import { recipeCommands, switchesAndReadsBack } from './testing/recipes.ts';

// Programs that take the arguments of the recipe, refuse all others, and print what the tools print. `$S` is where the contact is kept.
const tools: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'A GPIO line of the lab host': {
    'systemd-run': 'shift; [ "$1 $2 $3" = "--unit hil-verdin-01 gpioset" ] && [ "$5 $6 $7" = "signal gpiochip0 17=1" ] && echo 1 > $S',
    systemctl: 'case $1 in is-active) [ "$(cat $S)" = 1 ] ;; stop) echo 0 > $S ;; *) exit 9 ;; esac',
    gpioset: '[ "$*" = "gpiochip0 17=0" ] || { echo "gpioset: invalid offset" >&2; exit 1; }',
  },
  'A port of a USB hub that switches its ports': {
    uhubctl: `[ "$1 $2 $3 $4" = "-l 1-1 -p 2" ] || { echo "No compatible devices detected at location $2!" >&2; exit 1; }
case $6 in on) echo 1 > $S ;; off) echo 0 > $S ;; esac
echo "Current status for hub 1-1 [0424:9514, USB 2.00, 5 ports, ppps]"
if [ "$(cat $S)" = 1 ]; then echo "  Port 2: 0503 power highspeed enable connect [1a86:7523 USB Serial]"; else echo "  Port 2: 0000 off"; fi`,
  },
  'Gembird SiS-PM': {
    sispmctl:
      'case "$1 $2" in "-o 1") echo 1 > $S; echo "Switched outlet 1 on" ;; "-f 1") echo 0 > $S; echo "Switched outlet 1 off" ;; "-qng 1") cat $S ;; *) exit 1 ;; esac',
  },
  'A HID relay': {
    usbrelay:
      '[ "$1" = -q ] || exit 1; case $2 in HURTM_1=*) echo $2 | cut -d= -f2 > $S ;; "") echo "HURTM_1=$(cat $S)"; echo HURTM_2=1 ;; *) exit 1 ;; esac',
  },
};

const bench = (programs: Readonly<Record<string, string>>) => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-tools-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const contact = join(dir, 'contact');
  writeFileSync(contact, '0\n');
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(dir, name), `#!/bin/sh\nS=${contact}\n${text}\n`);
    chmodSync(join(dir, name), 0o755);
  }
  return { contact, environment: { PATH: `${dir}:${process.env.PATH}` } };
};

test.each(Object.entries(tools))('%s: the recipe of the documentation switches and reads back', async (name, programs) => {
  const { contact, environment } = bench(programs);
  await using power = await commandSwitch({ ...recipeCommands(name), environment }).connect(context());
  await switchesAndReadsBack(power, () => (readFileSync(contact, 'utf8').trim() === '1' ? 'on' : 'off'));
  expect(existsSync(contact)).toBe(true);
});

test.each([
  ['A port of a USB hub that switches its ports', 'uhubctl', 'echo "No compatible devices detected!" >&2; exit 1'],
  ['Gembird SiS-PM', 'sispmctl', 'echo "No GEMBIRD SiS-PM found. Check USB connections, please!"'],
  ['A HID relay', 'usbrelay', 'echo HURTM_2=1'],
])('%s: a device that is not there is a fault of the lab, and never a state', async (name, program, text) => {
  const { environment } = bench({ [program]: text });
  await using power = await commandSwitch({ ...recipeCommands(name), environment }).connect(context());
  expect(await rejection(power.state())).toMatchObject({ name: 'PowerError', fault: 'lab' });
});
