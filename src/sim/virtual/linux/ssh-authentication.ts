import ssh2, { type AuthContext, type ParsedKey } from 'ssh2';
import type { Linux } from './linux.ts';

/** Password, or a key of ~/.ssh/authorized_keys: the methods of the image's sshd. */
export const authenticate = (context: AuthContext, linux: Linux): void => {
  const { user } = linux.identity;
  const { password } = linux.account;
  const knows = context.username === user;
  if (context.method === 'none' && knows && password === '') {
    context.accept();
    return;
  }
  if (context.method === 'password' && knows && context.password === password) {
    context.accept();
    return;
  }
  if (context.method === 'publickey' && knows) {
    const key = keysOf(linux).find(
      (candidate) =>
        candidate.type === context.key.algo.replace(/^rsa-sha2-\d+$/, 'ssh-rsa') && candidate.getPublicSSH().equals(context.key.data),
    );
    const proven = key && (!context.signature || !context.blob || key.verify(context.blob, context.signature, context.hashAlgo) === true);
    if (proven) {
      context.accept();
      return;
    }
  }
  context.reject(['password', 'publickey']);
};

const keysOf = (linux: Linux): readonly ParsedKey[] => {
  const uid = linux.identity.user === 'root' ? 0 : 1000;
  const inode = linux.tree.get(`${linux.homeOf(uid)}/.ssh/authorized_keys`);
  if (inode?.kind !== 'file') return [];
  return Buffer.from(inode.content)
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .flatMap((line) => ssh2.utils.parseKey(line))
    .filter((key): key is ParsedKey => !(key instanceof Error));
};
