import type { RpmsgTty } from '../remoteproc/types.ts';
import { type FileTree, newNode } from './file-tree.ts';

/** A process that has a device open. */
export interface DeviceUser {
  readonly path: string;
  kill(): void;
}

/** /dev/ttyRPMSG<n> comes with its channel and goes with it; whoever reads it then gets a hang-up. */
export const showTty = (
  tree: FileTree,
  users: ReadonlySet<DeviceUser>,
  { present, tty }: { readonly present: boolean; readonly tty: RpmsgTty },
): void => {
  const path = `/dev/${tty.name}`;
  if (present) {
    tree.put(path, newNode({ write: (data) => tty.write(data), follow: (onData) => tty.open(onData) }, 0o600));
    return;
  }
  tree.folder('/dev').entries.delete(tty.name);
  for (const user of users) if (user.path === path) user.kill();
};
