import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { PowerSwitch } from '../../core/power.ts';
import { endProcess, until } from '../testing/pty.ts';
import { rejection } from '../testing/rejection.ts';
import { context, freePort } from '../testing/wires.ts';
import { commandSwitch } from './command-switch.ts';
import { recipeCommands, switchesAndReadsBack } from './testing/recipes.ts';

// The commands of docs/power.md as they stand there, against the daemons themselves.
const recipe = (name: string, lab: Readonly<Record<string, string>>) => commandSwitch(recipeCommands(name, lab));

const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-recipe-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

const running = (command: string, args: readonly string[]): ChildProcess => {
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  onTestFinished(async () => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It ended.
    }
    await endProcess(child);
  });
  return child;
};

/** The daemon and what stands behind it have begun. */
const readsBack = async (power: PowerSwitch): Promise<void> => {
  let failure: unknown;
  for (let tries = 0; tries < 10; tries++) {
    const state = await power.state().catch((cause: unknown) => {
      failure = cause;
    });
    if (state) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw failure;
};

describe.skipIf(!existsSync('/usr/sbin/mosquitto') || !existsSync('/usr/bin/mosquitto_rr'))("Debian's mosquitto", () => {
  test('switches a Tasmota over MQTT and reads it back; one that is gone is no success', async () => {
    const [dir, port] = [folder(), await freePort()];
    writeFileSync(join(dir, 'mosquitto.conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
    running('/usr/sbin/mosquitto', ['-c', join(dir, 'mosquitto.conf')]);
    await until(() => isListening(port));
    const plug = running('sh', [
      '-c',
      `state=OFF; mosquitto_sub -h 127.0.0.1 -p ${port} -v -t cmnd/verdin-01/POWER | while read -r topic word; do case $word in ON|OFF) state=$word ;; esac; mosquitto_pub -h 127.0.0.1 -p ${port} -t stat/verdin-01/POWER -m "$state"; done`,
    ]);
    const driver = recipe('Tasmota over MQTT', { 'broker.lab': `127.0.0.1 -p ${port}` });
    await using power = await driver.connect(context());
    await readsBack(power);
    await switchesAndReadsBack(power);
    process.kill(-plug.pid!, 'SIGKILL');
    expect(await rejection(power.off())).toMatchObject({ fault: 'lab', message: expect.stringContaining('the power-off command') });
  });
});

describe.skipIf(!existsSync('/usr/sbin/snmpd') || !existsSync('/usr/bin/snmpset'))("Debian's snmpd", () => {
  const outlets = [
    ['APC over SNMP', '.1.3.6.1.4.1.318.1.1.4.4.2.1.3', '1', '2'],
    ['PoE over SNMP', '.1.3.6.1.2.1.105.1.1.1.3.1', '1', '2'],
    ['Raritan PX over SNMP', '.1.3.6.1.4.1.13742.6.4.1.2', '1', '0'],
  ] as const;
  test('switches outlets of an APC and a Raritan and a port of a PoE switch, reads them back, and takes no nonsense for a state', async () => {
    const [dir, port] = [folder(), await freePort()];
    const script = join(dir, 'outlet.sh');
    // A PX has another object for the state, where 7 is on and 8 is off.
    writeFileSync(join(dir, 'raritan'), '8\n');
    writeFileSync(
      script,
      `#!/bin/sh
file=${dir}/$(echo "$2" | tr -c 'a-z0-9\\n' _)
case $1 in
-s) case $2 in .1.3.6.1.4.1.13742.6.4.1.2.1.2.*) echo $((8 - $4)) > ${dir}/raritan ;; *) echo "$4" > "$file" ;; esac ;;
-g) [ -f "$file" ] || echo 2 > "$file"
    case $2 in .1.3.6.1.4.1.13742.*) file=${dir}/raritan ;; esac
    echo "$2"; if [ -f ${dir}/nonsense ]; then cat ${dir}/nonsense; else echo integer; cat "$file"; fi ;;
esac
`,
    );
    const passes = outlets.map(([, oid]) => `pass ${oid} /bin/sh ${script}`);
    writeFileSync(
      join(dir, 'snmpd.conf'),
      [`agentaddress udp:127.0.0.1:${port}`, 'rwcommunity lab-secret 127.0.0.1', ...passes].join('\n'),
    );
    running('/usr/sbin/snmpd', ['-f', '-Lf', join(dir, 'log'), '-C', '-c', join(dir, 'snmpd.conf'), '-p', join(dir, 'pid')]);
    for (const [name] of outlets) {
      const driver = recipe(name, { 'pdu.lab': `127.0.0.1:${port}`, 'switch.lab': `127.0.0.1:${port}`, COMMUNITY: 'lab-secret' });
      await using power = await driver.connect(context());
      await readsBack(power);
      await switchesAndReadsBack(power);
      for (const nonsense of ['integer\n9', 'string\non', 'counter\n1']) {
        writeFileSync(join(dir, 'nonsense'), `${nonsense}\n`);
        // snmpd keeps the answer of a program until another one is run.
        await power.on();
        expect(await rejection(power.state())).toMatchObject({ name: 'PowerError', fault: 'lab' });
      }
      rmSync(join(dir, 'nonsense'));
    }
    const stranger = recipe('APC over SNMP', { 'pdu.lab': `127.0.0.1:${port}`, COMMUNITY: 'wrong' });
    await using refused = await stranger.connect(context());
    expect(await rejection(refused.off())).toMatchObject({ fault: 'lab' });
  });
});

const isListening = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  const up = await new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)));
  socket.destroy();
  return up;
};
