import type { EventBody } from '../../core/event.ts';
import { type RemoteShell, shellQuote } from '../../core/shell.ts';
import type { Ledger } from './ledger.ts';
import { textIn, writeText } from './overlays.ts';
import type { UBootEnvironment } from './uboot-environment.ts';

type Emit = (event: EventBody) => void;

/** Each variable that is owed, where it is not back already. */
export const putBackVariables = async (environment: UBootEnvironment, ledger: Ledger, emit: Emit): Promise<void> => {
  for (const [name, original] of Object.entries(ledger.owed.environment)) {
    const held = await environment.get(name);
    if (held !== (original ?? undefined)) {
      await environment.set(name, original ?? undefined);
      emit({ type: 'provision.restored', what: name, from: held ?? '', to: original ?? '' });
    }
    ledger.settleVariable(name);
  }
};

/** Text files first: what names a file must not outlive it. */
export const putBackFiles = async (shell: RemoteShell, ledger: Ledger, emit: Emit, signal: AbortSignal): Promise<void> => {
  for (const [path, original] of Object.entries(ledger.owed.texts)) {
    await putBackText(shell, path, original ?? undefined, emit, signal);
    ledger.settleText(path);
  }
  for (const file of [...ledger.owed.files].reverse()) {
    await shell.run(`rm -f ${shellQuote(file)}`, { asRoot: true, signal });
    ledger.settleFile(file);
    emit({ type: 'provision.restored', what: file, from: 'present', to: 'absent' });
  }
  await shell.run('sync', { asRoot: true, signal });
};

// An update takes the folder of a deployment away, and with it all that was changed there.
const putBackText = async (
  shell: RemoteShell,
  path: string,
  original: string | undefined,
  emit: Emit,
  signal: AbortSignal,
): Promise<void> => {
  const folder = shellQuote(path.replace(/\/[^/]*$/, ''));
  if ((await shell.run(`test -d ${folder}`, { reject: false, asRoot: true, signal })).exitCode !== 0) return;
  const held = await textIn(shell, path, signal);
  if (held === original) return;
  await writeText(shell, path, original, signal);
  emit({ type: 'provision.restored', what: path, from: held?.trim() ?? '', to: original?.trim() ?? '' });
};
