import { expect, test } from 'vitest';
import { fetchFailureIn } from './fetch-failure.ts';

// As U-Boot prints them on Verdins and in QEMU.
test.each<[string, string, RegExp]>([
  ['a file that is not there', "Loading: *\b\nTFTP error: 'file /srv/tftp/x not found for 10.0.0.7' (1)\nNot retrying...", /folder/],
  ['a file that may not be read', "TFTP error: 'Permission denied' (2)\nNot retrying...", /rights/],
  ['a server in trouble', "TFTP error: 'Disk full or allocation exceeded' (3)\nStarting again", /log of the TFTP server/],
  ['a server that is not there', 'Loading: *\bT T T T T T T T T T \nRetry count exceeded; starting again', /whether it runs/],
  ['a server in another network', '\nARP Retry count exceeded; starting again', /nobody has the address/],
  ['no DHCP server', 'BOOTP broadcast 17\n\nRetry time exceeded; starting again', /DHCP/],
  ['no address of its own', "*** ERROR: `ipaddr' not set", /board: \{ address \}/],
  ['no port at all', 'No ethernet found.', /cable/],
  ['no cable', 'ethernet@30bf0000 Waiting for PHY auto negotiation to complete......... TIMEOUT !\nphy_startup() failed: -110', /cable/],
  [
    'no cable, and so no answer',
    'Could not initialize PHY ethernet@30be0000\nBOOTP broadcast 17\n\nRetry time exceeded; starting again',
    /cable/,
  ],
  ['another file', 'crc32 for 48200000 ... 4820166f ==> 1234abcd != 00000000 ** ERROR **', /another file/],
])('%s is named', (_, text, remedy) => {
  expect(fetchFailureIn(text.split('\n'))?.remedy).toMatch(remedy);
});

test('what was fetched is no failure', () => {
  const text =
    'ethernet@30bf0000 Waiting for PHY auto negotiation to complete.... done\nBOOTP broadcast 1\nLoading: *\bT ##\n\t 1 MiB/s\ndone\nBytes transferred = 12 (c hex)';
  expect(fetchFailureIn(text.split('\n'))).toBeUndefined();
});
