import type { Command } from 'just-bash';
import { bootEnvironmentCommands } from './commands-environment.ts';
import { informationCommands } from './commands-information.ts';
import { kernelLogCommands } from './commands-kernel-log.ts';
import { moduleCommands } from './commands-modules.ts';
import { shellCommands } from './commands-shell.ts';
import { systemCommands } from './commands-system.ts';
import type { RunScript } from './run-script.ts';
import type { Session } from './session.ts';

/** What this system has beyond the shell library's own programs. */
export const commandsOf = (session: Session, run: RunScript): readonly Command[] => [
  ...shellCommands(session, run),
  ...systemCommands(session),
  ...informationCommands(session),
  ...kernelLogCommands(session),
  ...moduleCommands(session),
  ...bootEnvironmentCommands(session),
];
