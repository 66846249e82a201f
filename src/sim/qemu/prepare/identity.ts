import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { Made, Shell, Workshop } from './step.ts';

export interface Identity {
  readonly user: string;
  readonly password: string;
  /** As `ssh-keygen -lf` prints it. */
  readonly hostKey: string;
}

/** The board's host key and root's password, thrown once per cache: nothing that is worth keeping secret, and nothing that is the same elsewhere. */
export const makeIdentity = (workshop: Workshop): Promise<Made> =>
  workshop.make({
    name: 'identity',
    inputs: ['1'],
    make: async (folder, sh) => {
      const { private: secret, public: open } = ssh2.utils.generateKeyPairSync('ed25519', { comment: 'verdin-imx8mp-qemu' });
      const password = randomBytes(8).toString('hex');
      writeFileSync(join(folder, 'host-key'), secret, { mode: 0o600 });
      writeFileSync(join(folder, 'shadow'), await shadow(password, sh), { mode: 0o600 });
      const identity: Identity = { user: 'root', password, hostKey: fingerprint(open) };
      writeFileSync(join(folder, 'identity.json'), JSON.stringify(identity));
    },
  });

export const readIdentity = (made: Made): Identity => JSON.parse(readFileSync(made.path('identity.json'), 'utf8')) as Identity;

/** Of a line as in ssh_host_ed25519_key.pub. */
export const fingerprint = (publicKey: string): string => {
  const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
};

const shadow = async (password: string, sh: Shell): Promise<string> => {
  const { stdout } = await sh`openssl passwd -6 ${password}`;
  return `root:${stdout.trim()}:19000:0:99999:7:::\nsshd:*:19000::::::\nnobody:*:19000::::::\n`;
};
