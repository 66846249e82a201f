import { type FileTree, newNode } from './file-tree.ts';
import { type KernelParameters, type ParameterName, parameterNames } from './kernel-parameters.ts';
import type { Troubles } from './troubles.ts';

/** What a program can do to its own kernel: thresholds, sysrq and the watchdog. */
export const addFailureNodes = (tree: FileTree, troubles: Troubles): void => {
  const { parameters, watchdog } = troubles;
  for (const name of parameterNames) tree.put(pathOf(name), newNode(parameterNode(parameters, name), 0o644));
  tree.put('/proc/sysrq-trigger', newNode({ write: (data) => troubles.sysrq(String.fromCharCode(data[0] ?? 0)) }, 0o200));
  for (const name of ['watchdog', 'watchdog0']) {
    tree.put(
      `/dev/${name}`,
      newNode({ read: () => '', write: (data) => troubles.writeWatchdog(Buffer.from(data).toString('latin1')) }, 0o600),
    );
  }
  const about = '/sys/class/watchdog/watchdog0';
  tree.put(`${about}/identity`, newNode({ read: () => 'imx2+ watchdog\n' }, 0o444));
  tree.put(`${about}/timeout`, newNode({ read: () => `${watchdog.timeoutSeconds}\n` }, 0o444));
  tree.put(`${about}/state`, newNode({ read: () => `${watchdog.owner === undefined ? 'inactive' : 'active'}\n` }, 0o444));
};

const pathOf = (name: ParameterName): string =>
  name === 'rcu_cpu_stall_timeout' ? `/sys/module/rcupdate/parameters/${name}` : `/proc/sys/kernel/${name}`;

const parameterNode = (parameters: KernelParameters, name: ParameterName) => ({
  read: () => `${parameters.get(name)}\n`,
  write: (data: Uint8Array) => parameters.write(name, Buffer.from(data).toString('utf8')),
});
