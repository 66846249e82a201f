import { expect, test } from 'vitest';
import { type BoardRig, rigOf } from '../testing/board-rig.ts';

const prompt = 'Verdin iMX8MP # ';

const atPrompt = async (settings: Parameters<typeof rigOf>[0] = {}): Promise<BoardRig> => {
  const rig = await rigOf({ speed: 50, ...settings });
  await rig.power(true);
  await rig.a53.until('Hit any key');
  rig.a53.send('\x03');
  await rig.a53.until(prompt);
  return rig;
};

/** What a line typed at the prompt printed, without its echo. */
const say = async ({ a53 }: BoardRig, line: string): Promise<string> => {
  const since = a53.mark;
  a53.send(`${line}\r`);
  const text = await a53.until(prompt, since);
  return text.slice(text.indexOf('\r\n') + 2, -prompt.length).replaceAll('\r\n', '\n');
};

test('any key stops the countdown', async () => {
  await using rig = await rigOf({ speed: 50 });
  await rig.power(true);
  await rig.a53.until('Hit any key');
  rig.a53.send('x');
  await rig.a53.until(prompt);
  expect(rig.a53.text).not.toContain('Starting kernel');
});

test('a key that came while the host was held up is read before the countdown is over', async () => {
  await using rig = await rigOf({ speed: 50 });
  await rig.power(true);
  await rig.a53.until('Hit any key');
  rig.a53.send('x');
  const until = performance.now() + 100;
  while (performance.now() < until);
  await rig.a53.until(prompt);
  expect(rig.a53.text).not.toContain('Starting kernel');
});

test('expands variables, tells the status, and is honest about what it does not know', async () => {
  await using rig = await atPrompt();
  expect(await say(rig, `setenv who M7; echo "hello \${who}" && echo yes || echo no`)).toBe('hello M7\nyes\n');
  expect(await say(rig, 'false; echo hil-status=$?')).toBe('hil-status=1\n');
  expect(await say(rig, 'if itest 0x1F -le 20; then echo fits; else echo large; fi')).toBe('fits\n');
  expect(await say(rig, 'nfs 0x80000000 x')).toBe("Unknown command 'nfs' - try 'help'\n");
  expect(await say(rig, 'printenv nosuch')).toBe('## Error: "nosuch" not defined\n');
  expect(await say(rig, "setenv q 'it'\\''s; here'; printenv q")).toBe("q=it's; here\n");
  expect(await say(rig, `for n in 1 2; do echo n=\${n}; done`)).toBe('n=1\nn=2\n');
});

test('takes CR and LF for an Enter each, as its readline does', async () => {
  await using rig = await atPrompt();
  const since = rig.a53.mark;
  rig.a53.send('echo once\r\n');
  const first = await rig.a53.until(prompt, since);
  const both = await rig.a53.until(prompt, since + first.length);
  expect((first + both).match(/once\r\n(?=[^\r]*Verdin)/g)).toHaveLength(2);
});

test('edits its line: backspace, Ctrl-U, Ctrl-C, and Enter repeats', async () => {
  await using rig = await atPrompt();
  expect(await say(rig, 'echo ab\x7fc')).toBe('ac\n');
  expect(await say(rig, 'nonsense\x15echo clean')).toBe('clean\n');
  expect(await say(rig, '')).toBe('clean\n');
  const since = rig.a53.mark;
  rig.a53.send('echo half\x03');
  expect(await rig.a53.until(prompt, since)).toBe(`echo half<INTERRUPT>\r\n${prompt}`);
  const quote = rig.a53.mark;
  rig.a53.send("echo 'open\r");
  await rig.a53.until('\n> ', quote);
  expect(await say(rig, "end'")).toBe('open\nend\n');
});

test('reads and writes memory as it is', async () => {
  await using rig = await atPrompt();
  await say(rig, 'mw.l 0x80000000 cafe1234 2; cp.b 0x80000000 0x80000100 6');
  expect(await say(rig, 'md.l 0x80000100 1')).toMatch(/^80000100: cafe1234 +4\.\.\.\n$/);
  expect(await say(rig, 'itest.l *0x80000000 == cafe1234 && echo same')).toBe('same\n');
  const junk = await say(rig, 'md.l 0x7e0000 8');
  expect(junk).not.toMatch(/(00000000 ?){8}/);
});

test('saves its environment on the eMMC, where it outlives a power cycle and Linux sees it', async () => {
  await using rig = await atPrompt();
  await say(rig, "setenv m4boot 'echo from m4boot'; setenv bootcmd 'run m4boot; run bootcmd_mmc2'; setenv lost 1");
  expect(await say(rig, 'env delete lost; saveenv')).toMatch(/^Saving Environment to MMC\.\.\. .*OK\n$/);
  await rig.power(false);
  const since = rig.a53.mark;
  await rig.power(true);
  const boot = await rig.a53.until('login: ', since);
  expect(boot).toContain('from m4boot');
  const ssh = await rig.ssh();
  expect((await ssh.asRoot('fw_printenv m4boot')).stdout).toBe('m4boot=echo from m4boot\n');
  expect(await ssh.asRoot('fw_printenv lost')).toMatchObject({ code: 1 });
});

test('falls back to its prompt when bootcmd fails, and starts nothing by itself with bootdelay -1', async () => {
  await using rig = await atPrompt();
  await say(rig, 'setenv bootcmd run nosuch; saveenv');
  const since = rig.a53.mark;
  rig.a53.send('reset\r');
  await rig.a53.until('## Error: "nosuch" not defined', since);
  await rig.a53.until(prompt, since);
});

test('loads what Linux stored, and says so when it is not there', async () => {
  await using rig = await atPrompt();
  expect(await say(rig, `load mmc 2:1 \${loadaddr} /boot/nosuch.bin && echo loaded`)).toMatch(/File not found \/boot\/nosuch\.bin/);
  const since = rig.a53.mark;
  rig.a53.send('boot\r');
  await rig.a53.until('login: ', since);
  await (await rig.ssh()).asRoot("mkdir -p /var/m7; printf 'ABCDEFGH' > /var/m7/x.bin; sync; reboot");
  const again = rig.a53.mark;
  await rig.a53.until('Hit any key', again);
  rig.a53.send(' ');
  await rig.a53.until(prompt, again);
  expect(await say(rig, `load mmc 2:1 \${loadaddr} /ostree/deploy/torizon/var/m7/x.bin; echo \${filesize}`)).toMatch(
    /^8 bytes read in 1 ms \(7\.8 KiB\/s\)\n8\n$/,
  );
  expect(await say(rig, `md.b \${loadaddr} 8`)).toContain('41 42 43 44 45 46 47 48');
  expect(await say(rig, 'ls mmc 2:1 /ostree/deploy/torizon/var/m7')).toContain('8   x.bin');
});

test('boots on from the prompt, where a load by the name of another file system finds no device', async () => {
  await using rig = await atPrompt({ image: 'bsp' });
  // As U-Boot 2025.01 says it in QEMU.
  expect(await say(rig, 'ext4load mmc 2:1 0x48200000 /x.bin || echo none')).toBe("Can't set block device\nnone\n");
  expect(await say(rig, 'fatload mmc 2:1 0x48200000 /x.bin')).toContain("Failed to load '/x.bin'");
  const since = rig.a53.mark;
  rig.a53.send('boot\r');
  expect(await rig.a53.until('login: ', since)).toContain('Starting kernel ...');
});
