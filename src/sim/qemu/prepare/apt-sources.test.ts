import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConfigError } from '../../../core/errors.ts';
import { debianMirror, parseDeb822, parseOneLine, readAptSources } from './apt-sources.ts';

const deb822 = `Types: deb
# a comment within a stanza
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
`;

test('stanzas are read field by field', () => {
  expect(parseDeb822(deb822)).toEqual([
    {
      types: ['deb'],
      uris: ['http://mirror.example/debian'],
      suites: ['bookworm', 'bookworm-updates'],
      components: ['main'],
      signedBy: '/usr/share/keyrings/debian-archive-keyring.gpg',
    },
    { types: ['deb'], uris: ['http://mirror.example/debian-security'], suites: ['bookworm-security'], components: ['main'] },
  ]);
});

test('values go on in lines that begin with a blank, field names have no case, and a disabled stanza is none', () => {
  const text = 'TYPES: deb\n deb-src\nuris: http://a.example/debian\nSuites: sid\nSigned-By:\n -----BEGIN\n .\n abc\n';
  expect(parseDeb822(text)).toEqual([
    {
      types: ['deb', 'deb-src'],
      uris: ['http://a.example/debian'],
      suites: ['sid'],
      components: [],
      signedBy: '-----BEGIN\n .\n abc',
    },
  ]);
  expect(parseDeb822(`Enabled: no\n${deb822}`)).toHaveLength(1);
});

test('one-line sources are read with and without options', () => {
  const text = `# deb http://off.example/debian bookworm main
deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib # why
deb-src http://mirror.example/debian bookworm main
deb http://broken.example`;
  expect(parseOneLine(text)).toEqual([
    { types: ['deb'], uris: ['http://mirror.example/debian'], suites: ['bookworm'], components: ['main', 'contrib'], signedBy: '/k.gpg' },
    { types: ['deb-src'], uris: ['http://mirror.example/debian'], suites: ['bookworm'], components: ['main'] },
  ]);
});

test('no text makes a parser throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('deb', ' ', '\n', ':', '[', ']', '#', 'URIs', 'x') }), (text) => {
      parseDeb822(text);
      parseOneLine(text);
    }),
  );
});

test("the mirror is Debian's, whoever else publishes under the release's name", () => {
  const others = parseOneLine('deb http://other.example/tools bookworm main\ndeb http://docker.example/linux/debian bookworm stable');
  expect(debianMirror([...others, ...parseDeb822(deb822)], 'bookworm')).toEqual({
    uri: 'http://mirror.example/debian',
    signedBy: '/usr/share/keyrings/debian-archive-keyring.gpg',
  });
  expect(debianMirror(parseOneLine('deb http://mirror.example/debian/ bookworm main'), 'bookworm')).toEqual({
    uri: 'http://mirror.example/debian/',
  });
});

test('without a mirror the sentence says what is missing', () => {
  expect(() => debianMirror(parseDeb822(deb822), 'trixie')).toThrow(ConfigError);
  expect(() => debianMirror([], 'bookworm')).toThrow(/names no mirror of Debian bookworm$/);
});

test('both forms are found where apt looks, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'apt-'));
  const parts = join(folder, 'sources.list.d');
  mkdirSync(parts);
  writeFileSync(join(folder, 'sources.list'), 'deb http://a.example/debian bookworm main\n');
  writeFileSync(join(parts, 'debian.sources'), deb822);
  writeFileSync(join(parts, 'old.list.disabled'), 'deb http://b.example/debian bookworm main\n');
  expect(readAptSources(folder)).toHaveLength(3);
  expect(readAptSources(join(folder, 'none'))).toEqual([]);
  rmSync(folder, { recursive: true });
});
