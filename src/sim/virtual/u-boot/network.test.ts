import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { noTftpd, ownLoopback, RealTftpd } from '../../../drivers/tftp/testing/real-tftpd.ts';
import { rigOf } from '../testing/board-rig.ts';

vi.setConfig({ testTimeout: 60_000 });

const prompt = 'Verdin iMX8MP # ';
const title = "tftpboot, dhcp and crc32 with Debian's dnsmasq, in U-Boot's words";

test.skipIf(noTftpd !== undefined)(noTftpd === undefined ? title : `${title} (skipped: ${noTftpd})`, async () => {
  await using rig = await rigOf({ speed: 50 });
  await using tftpd = await RealTftpd.start();
  const content = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index * 7));
  writeFileSync(join(tftpd.folder, 'file'), content, { mode: 0o644 });
  // Ends with a block of no bytes.
  writeFileSync(join(tftpd.folder, 'even'), content.subarray(0, 8192), { mode: 0o644 });
  await rig.power(true);
  await rig.a53.until('Hit any key');
  rig.a53.send('\x03');
  await rig.a53.until(prompt);
  const say = async (line: string): Promise<string> => {
    const since = rig.a53.mark;
    rig.a53.send(`${line}\r`);
    const text = await rig.a53.until(prompt, since);
    return text.slice(text.indexOf('\r\n') + 2, -prompt.length).replaceAll('\r\n', '\n');
  };
  expect(await say('tftpboot file')).toMatch(/PHY auto negotiation to complete\.+ done\n\*\*\* ERROR: `serverip' not set\n$/);
  expect(await say(`tftpboot ${tftpd.host}:file`)).toBe("*** ERROR: `ipaddr' not set\n");
  expect(await say('setenv autoload no; dhcp')).toBe('BOOTP broadcast 1\nDHCP client bound to address 10.0.2.15 (240 ms)\n');
  expect(await say(`ping ${tftpd.host} && echo there`)).toBe(`Using ethernet@30bf0000 device\nhost ${tftpd.host} is alive\nthere\n`);
  const got = await say(`tftpboot \${loadaddr} ${tftpd.host}:file && crc32 \${loadaddr} \${filesize}`);
  expect(got).toContain(
    `TFTP from server ${tftpd.host}; our IP address is 10.0.2.15\nFilename 'file'.\nLoad address: 0x48200000\nLoading: *\b###`,
  );
  expect(got).toMatch(/done\nBytes transferred = 100000 \(186a0 hex\)\ncrc32 for 48200000 \.\.\. 4821869f ==> [0-9a-f]{8}\n$/);
  const sum = /==> (\w+)/.exec(got)![1]!;
  expect(await say(`crc32 -v \${loadaddr} \${filesize} ${sum} && echo same`)).toBe('same\n');
  expect(await say(`crc32 -v \${loadaddr} \${filesize} 00000000 || echo other`)).toMatch(/==> \w+ != 00000000 \*\* ERROR \*\*\nother\n$/);
  expect(await say(`tftpboot \${loadaddr} ${tftpd.host}:even`)).toContain('Bytes transferred = 8192 (2000 hex)');
  expect(await say(`tftpboot \${loadaddr} ${tftpd.host}:none || echo failed`)).toMatch(
    /\nTFTP error: '.*not found.*' \(1\)\nNot retrying\.\.\.\nfailed\n$/,
  );
  expect(await say(`tftpboot \${loadaddr} ${ownLoopback()}:file || echo failed`)).toMatch(
    /T T T .*\nRetry count exceeded; starting again\nfailed\n$/,
  );
});
