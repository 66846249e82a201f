import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RemoteShell } from '../../../core/shell.ts';

const images = ['tcm-hello', 'tcm-rpmsg', 'ddr-plain', 'a53-addresses', 'itcm-crossing', 'ddr-outside'] as const;

const text = (words: string): Uint8Array => Buffer.from(words);
const prebuilt = (name: string): Uint8Array =>
  readFileSync(fileURLToPath(new URL(`../../../../firmware/prebuilt/${name}.elf`, import.meta.url)));

const files: Readonly<Record<string, Uint8Array>> = {
  ...Object.fromEntries(images.map((name) => [`${name}.elf`, prebuilt(name)])),
  'empty.elf': text(''),
  'text.elf': text('#!/bin/sh\n'),
  'long-text.elf': text('not an ELF\n'.repeat(100)),
  'cut.elf': prebuilt('tcm-hello').subarray(0, 700),
};

const start = (file: string): readonly string[] => [`echo ${file} > firmware`, 'echo start > state', 'cat state'];
const stop = ['echo stop > state', 'cat state'];

/** What a shell asks of imx_rproc after a cold boot, good and bad. */
const questions: readonly string[] = [
  ...['cat name', 'cat firmware', 'cat state', ...stop],
  ...['echo detach > state', 'echo bogus > state', 'echo > firmware'],
  ...['nosuch', 'empty', 'text', 'long-text', 'cut', 'a53-addresses', 'itcm-crossing', 'ddr-outside'].flatMap((name) =>
    start(`${name}.elf`),
  ),
  ...start('ddr-plain.elf'),
  'echo tcm-hello.elf > firmware',
  // One start more than there are stops.
  ...['echo start > state', ...stop, ...stop],
  ...start('tcm-hello.elf'),
  ...['cat firmware', 'echo detach > state', ...stop],
  ...start('tcm-rpmsg.elf'),
  ...stop,
];

const ofRemoteproc = /rproc|remoteproc|rpmsg|virtio/;
/** Debian's kernel tells of each file that it looked for (debian/patches/debian/firmware_loader-log-direct-loading-failures…). */
const ofDebian = /: firmware: (?:failed to load|direct-loading)/;

/** Asks them all, and tells each with what the shell and the kernel said: `$ question`, `| kernel's line`, `> output`. Needs a shell of root. */
export const talkWithRemoteproc = async (shell: RemoteShell): Promise<readonly string[]> => {
  for (const [name, content] of Object.entries(files)) await shell.put(content, `/lib/firmware/${name}`);
  const lines: string[] = [];
  for (const question of questions) {
    const before = (await kernelLog(shell)).length;
    const { stdout } = await shell.run(`cd /sys/class/remoteproc/remoteproc0; { ${question}; } 2>&1`, { reject: false });
    // What is said behind an answer, such as the name service of an image that has just started.
    await shell.run('sleep 1');
    lines.push(
      `$ ${question}`,
      ...stdout
        .trimEnd()
        .split('\n')
        .map((line) => `> ${line.replace(/^.*(?=write error: )/, '')}`),
    );
    lines.push(...(await kernelLog(shell)).slice(before).map((line) => `| ${line}`));
  }
  return lines.filter((line) => line !== '> ');
};

const kernelLog = async (shell: RemoteShell): Promise<readonly string[]> =>
  (await shell.run('dmesg')).stdout
    .split('\n')
    .map((line) => line.replace(/^\[ *\d+\.\d+\] /, '').trimEnd())
    .filter((line) => ofRemoteproc.test(line) && !ofDebian.test(line));
