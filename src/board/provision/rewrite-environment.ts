import { CommandError, ProvisionError } from '../../core/errors.ts';
import type { Shell } from '../../core/shell.ts';
import { assign, save, variablesIn } from './uboot-environment.ts';

/**
 * Writes a whole environment anew from U-Boot's prompt: the defaults, then everything that differs from them, then one save. Resolves with the names
 * that U-Boot did not take, such as a write-protected `ethaddr`.
 */
export const rewriteEnvironment = async (shell: Shell, whole: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  await shell.run('env default -a');
  const held = variablesIn((await shell.run('printenv')).stdout);
  const refused: string[] = [];
  for (const name of new Set([...Object.keys(held), ...Object.keys(whole)])) {
    if (held[name] === whole[name] || runtimeOnly.has(name)) continue;
    try {
      await assign(shell, name, whole[name]);
    } catch (cause) {
      if (!(cause instanceof ProvisionError || cause instanceof CommandError)) throw cause;
      refused.push(name);
    }
  }
  await save(shell);
  return refused;
};

// U-Boot sets these in every boot, from what it finds in memory.
const runtimeOnly: ReadonlySet<string> = new Set(['fdtcontroladdr', 'fileaddr', 'filesize', 'stdin', 'stdout', 'stderr']);
