import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpioArchive } from '../../../core/testing/cpio.ts';
import { readInitramfs } from './initramfs.ts';

const archive = cpioArchive({ init: '#!/bin/sh\n', 'bin/busybox': 'x'.repeat(5) });

test('an archive is read packed or not, and several behind one another', () => {
  const files = ['init', 'bin/busybox'];
  expect(readInitramfs(archive)).toEqual({ bytes: archive.length, files });
  expect(readInitramfs(gzipSync(archive))).toMatchObject({ files });
  expect(readInitramfs(Buffer.concat([archive, Buffer.alloc(512), archive]))).toMatchObject({ files: [...files, ...files] });
});

const hasCpio = spawnSync('cpio', ['--version']).status === 0;

test.skipIf(!hasCpio)("and so is one of Debian's cpio", () => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-cpio-'));
  try {
    writeFileSync(join(dir, 'init'), 'abc');
    const made = execFileSync('cpio', ['-o', '-H', 'newc', '--quiet'], { cwd: dir, input: '.\n./init\n' });
    expect(readInitramfs(made).files).toContain('init');
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('what is none is told in the words of the kernel', () => {
  expect(readInitramfs(Buffer.from('hello'))).toMatchObject({ files: [], failure: 'invalid magic at start of compressed archive' });
  expect(readInitramfs(Buffer.concat([archive, Buffer.from('hello')]))).toMatchObject({ failure: 'junk within compressed archive' });
  expect(readInitramfs(gzipSync(archive).subarray(0, 40))).toMatchObject({ failure: expect.stringContaining('invalid compressed format') });
  expect(readInitramfs(archive.subarray(0, 130))).toMatchObject({ failure: expect.any(String) });
});

test('any bytes are read to an end', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => readInitramfs(Buffer.concat([archive, bytes])).bytes > 0));
});
