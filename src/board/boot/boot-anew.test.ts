import { expect, test, vi } from 'vitest';
import { BoardAlone } from '../../cli/testing/board-alone.ts';
import { literalSecret } from '../../core/secret.ts';
import { tcpConsole } from '../../drivers/console/tcp-port.ts';
import { commandPins } from '../../drivers/power/command-pins.ts';
import { shellyPlug } from '../../drivers/power/shelly-plug.ts';
import { sshShell } from '../../drivers/ssh/ssh-shell.ts';
import { BoardBench } from '../testing/board-bench.ts';

vi.setConfig({ testTimeout: 300_000 });

test('a board that hangs is reset by its reset pin, and by the relay where nothing comes of that', async () => {
  await using alone = await BoardAlone.start({ speed: 20 });
  const { consoles, control, relay, ssh, speed } = alone.endpoints;
  const pull = (pulled: boolean): string =>
    `${process.execPath} -e 'fetch("http://${control.host}:${control.port}/pins",{method:"POST",body:JSON.stringify({pin:"reset",pulled:${pulled}})}).then((r)=>process.exit(r.ok?0:1))'`;
  const login = { user: ssh.user, password: literalSecret('LAB_PASSWORD', ssh.password) };
  const rig = {
    power: shellyPlug({ host: `${relay.host}:${relay.port}` }),
    consoles: { a53: tcpConsole(consoles.a53), m7: tcpConsole(consoles.m7) },
    ssh: sshShell({ host: ssh.host, port: ssh.port, ...login }),
    login,
    speed,
  };
  const wired = commandPins({ reset: { press: pull(true), release: pull(false) } });
  // The wire to the pin is broken: its command succeeds.
  const open = commandPins({ reset: { press: 'true', release: 'true' } });
  for (const [pins, boots, relays] of [
    [wired, ['cold', 'warm'], ['off', 'on']],
    [open, ['cold', 'cold'], ['off', 'on', 'off', 'on']],
  ] as const) {
    await using bench = BoardBench.on({ ...rig, pins });
    const held = await bench.open();
    const { board, signal } = held;
    await board.checkHealth?.({ keepsRunning: false }, signal);
    const hands = board.handle(signal);
    await board.recover(signal);
    await hands.linux.run('killall sshd', { asRoot: true, reject: false }).catch(() => {});
    const before = [held.boots.length, held.relay.length] as const;
    await board.recover(signal);
    expect((await board.handle(signal).linux.run('uname -m')).stdout.trim()).toBe('aarch64');
    expect([...held.boots.slice(before[0] - 1), ...held.relay.slice(0, before[1]), ...held.relay.slice(before[1])]).toEqual([
      ...boots,
      ...relays,
    ]);
    expect(held.of('lab.noted').map(({ text }) => text)).toContain('the reset pin is pulled');
  }
});
