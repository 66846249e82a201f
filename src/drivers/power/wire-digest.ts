import { scryptSync } from 'node:crypto';

const digests = new Map<string, string>();

/** Tells one switch from another by what is asked of it, which may hold credentials, and every user of the host reads leases: slow, so that nobody tries passwords against it. */
export const wireDigest = (text: string): string => {
  const digest = digests.get(text) ?? scryptSync(text, 'verdin-hil wire', 6).toString('hex');
  digests.set(text, digest);
  return digest;
};
