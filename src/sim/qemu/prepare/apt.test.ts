import { expect, test } from 'vitest';
import { parseUris, stanza } from './apt.ts';

const sum = 'a'.repeat(64);

test('the files to fetch are found among what else apt says', () => {
  const text = `Reading package lists...
NOTICE: 'linux' packaging is maintained in the 'Git' version control system
'http://mirror.example/pool/b%2b1_arm64.deb' b_1%3a1.2+b1_arm64.deb 822236 SHA256:${sum}
'http://mirror.example/pool/c.dsc' c.dsc 10 MD5Sum:abc
`;
  expect(parseUris(text)).toEqual([{ uri: 'http://mirror.example/pool/b%2b1_arm64.deb', name: 'b_1%3a1.2+b1_arm64.deb', sha256: sum }]);
});

test('no name leads out of the folder', () => {
  expect(parseUris(`'http://mirror.example/x' ../../etc/x 1 SHA256:${sum}`).map(({ name }) => name)).toEqual(['x']);
});

test('a stanza names the keyring, holds a whole key, or does without', () => {
  const uri = 'http://mirror.example/debian';
  expect(stanza({ uri, signedBy: '/k.gpg' }, 'deb', 'bookworm')).toBe(
    `Types: deb\nURIs: ${uri}\nSuites: bookworm\nComponents: main\nSigned-By: /k.gpg\n`,
  );
  expect(stanza({ uri, signedBy: '-----BEGIN\n .\n abc' }, 'deb', 'bookworm')).toContain('Signed-By:\n -----BEGIN\n .\n abc\n');
  expect(stanza({ uri }, 'deb-src', 'trixie')).not.toContain('Signed-By');
});
