import { expect, test } from 'vitest';
import { scanText } from './log-scan.ts';

const kasan = (fn: string, time: number): string =>
  [
    `BUG: KASAN: use-after-free in ${fn}+0x1/0x2`,
    `Read of size 8 at addr ffff888 by task a/1`,
    'Call Trace:',
    ` ${fn}+0x1/0x2`,
    '=================================',
  ]
    .map((text) => `[   ${time.toFixed(6)}] ${text}\n`)
    .join('');

test('a graver error of the same kind names the incident', () => {
  const aer = 'nvme 0000:04:00.0: PCIe Bus Error: severity=';
  const log = `[   20.000000] ${aer}Corrected, type=Data Link Layer\n[   20.000001] ${aer}Uncorrected (Fatal), type=Transaction Layer\n`;
  expect(scanText(log)).toMatchObject([{ severity: 'fatal', title: 'pcie-error: fatal' }]);
});

test('a second report of another function is another incident', () => {
  expect(scanText(kasan('fec_enet_open', 20) + kasan('imx_uart_int', 21)).map(({ title }) => title)).toEqual([
    'KASAN: use-after-free Read in fec_enet_open',
    'KASAN: use-after-free Read in imx_uart_int',
  ]);
});

test('an incident is named after its worst member, and lists all', () => {
  const log =
    '[   20.000000] WARNING: CPU: 1 PID: 7 at drivers/a.c:1 fec_enet_open+0x1/0x2\n' +
    '[   20.500000] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000\n' +
    '[   20.500001] pc : imx_uart_int+0x1/0x2\n';
  const [incident, ...others] = scanText(log);
  expect(others).toEqual([]);
  expect(incident).toMatchObject({
    kind: 'oops',
    severity: 'fatal',
    title: 'oops: NULL pointer dereference in imx_uart_int',
    consequences: ['warning'],
  });
  expect(incident?.reports?.map(({ kind }) => kind)).toEqual(['warning', 'oops']);
});

test('a crash behind a finished warning is an incident of its own', () => {
  const log =
    '[   20.000000] WARNING: CPU: 1 PID: 7 at drivers/a.c:1 fec_enet_open+0x1/0x2\n[   20.000001] ---[ end trace 0 ]---\n' +
    '[   20.500000] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000\n[   20.500001] pc : imx_uart_int+0x1/0x2\n';
  expect(scanText(log).map(({ kind }) => kind)).toEqual(['warning', 'oops']);
});

const running = '[   42.000000] systemd[1]: Reached target\n';
test.each([
  ['a power-on', `${running}\nU-Boot SPL 2022.04 (Jan 01 1970)\nReset cause: POR\n`, []],
  ['the watchdog', `${running}\nU-Boot SPL 2022.04 (Jan 01 1970)\nReset cause: WDOG\n`, [['watchdog-reset', 'fatal']]],
  ['nobody knows what', `${running}\nU-Boot SPL 2022.04 (Jan 01 1970)\nwelcome\n`, [['unexpected-reset', 'warning']]],
  [
    'a boot in a file of syslog',
    'Sep 23 10:11:12 cam kernel: [   42.000000] a\nSep 23 10:12:12 cam kernel: [    0.000000] Booting Linux on physical CPU 0x0\n',
    [],
  ],
])('a reset in a finished log: %s', (_, log, incidents) => {
  expect(scanText(log).map(({ kind, severity }) => [kind, severity])).toEqual(incidents);
});

test('what a driver says before BUG() names the incident, and the trace behind BUG() where', () => {
  const lines = [
    'list_del corruption. prev->next should be ffff98679438a5d0, but was ca53e83f5e8cf5a8',
    '------------[ cut here ]------------',
    'kernel BUG at lib/list_debug.c:51!',
    'invalid opcode: 0000 [#1] SMP',
    'RIP: 0010:__list_del_entry_valid.cold+0x31/0x47',
    'Call Trace:',
    ' fec_enet_open+0x89/0x180',
  ];
  const log = lines.map((line, index) => `[   20.00000${index}] ${line}\n`).join('');
  expect(scanText(log)).toMatchObject([{ title: 'bug: list_del corruption in fec_enet_open' }]);
});

test('a step that a boot did without is a warning, and hides no boot that failed by it', () => {
  const lost = '[ TIME ] Timed out waiting for device /dev/disk/by-label/DATA.\n';
  const mount = (what: string): string => `${lost}[DEPEND] Dependency failed for ${what}.\n`;
  const login = '[  OK  ] Reached target Multi-User System.\n';
  expect(scanText(mount('/media/data') + login)).toMatchObject([{ kind: 'boot-failure', severity: 'warning', endsScenario: false }]);
  const [failed, ...others] = scanText(mount('Local File Systems'));
  expect(others).toEqual([]);
  expect(failed).toMatchObject({ severity: 'error', endsScenario: true, title: 'boot-failure: systemd gave up' });
  expect(scanText('BdsDxe: failed to load Boot0001 "UEFI PXEv4" from PciRoot(0x0): Not Found\n')).toMatchObject([{ endsScenario: false }]);
  expect(scanText('BdsDxe: No bootable option or device was found.\n')).toMatchObject([{ endsScenario: true }]);
});

const card = (...lines: string[]) => scanText(lines.map((line) => `[    1.315949] ${line}\n`).join(''));
const attempts = ['mmc0: problem reading SD Status register.', 'mmc0: error -84 whilst initialising SD card'];

test('a card that answers at another attempt is no incident, and one that never answers is one', () => {
  expect(card(...attempts, 'mmc0: new high speed SDHC card at address 59b4')).toEqual([]);
  expect(card(...attempts, 'mmc1: new high speed SDHC card at address 59b4')).toHaveLength(1);
  expect(card(...attempts)).toMatchObject([{ kind: 'io-error', severity: 'warning', endsScenario: false }]);
});

test('what hardware mends itself is a warning that ends nothing', () => {
  const corrected = 'pcieport 0000:00:00.0: PCIe Bus Error: severity=Corrected, type=Physical Layer, (Receiver ID)';
  expect(card(corrected)).toMatchObject([{ kind: 'pcie-error', severity: 'warning', endsScenario: false }]);
  expect(card('EDAC MC0: 1 CE memory read error on CPU#0')).toMatchObject([{ kind: 'mce', severity: 'warning', endsScenario: false }]);
});

test.each([
  ['8c00004f000800c2', ['warning']],
  ['be00000000800400', ['fatal']],
])('bit 61 of the status of a bank says whether its error was corrected: %s', (status, severities) => {
  const told = card(
    'mce: [Hardware Error]: Machine check events logged',
    `mce: [Hardware Error]: CPU 1: Machine Check: 0 Bank 5: ${status}`,
  );
  expect(told.map(({ severity }) => severity)).toEqual(severities);
});

test.each([
  ['Asynchronous SError Interrupt', 'bus-error'],
  ['kasan.fault=panic set ...', 'kasan'],
  ['Fatal machine check', 'mce'],
])('a panic alone is the consequence of what it names: %s', (reason, kind) => {
  expect(card(`Kernel panic - not syncing: ${reason}`)).toMatchObject([{ kind, severity: 'fatal', consequences: ['panic'] }]);
});
