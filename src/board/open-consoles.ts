import type { ConsoleSession } from '../console/console-session.ts';
import type { ConsoleName, OpenConsoles } from '../core/console.ts';

/** The consoles of an open board for a person: what they say and what is typed is captured and watched as ever. */
export const openConsolesOf = (sessions: readonly ConsoleSession[]): OpenConsoles => {
  const named = (name: ConsoleName): ConsoleSession => sessions.find((session) => session.name === name) ?? sessions[0]!;
  return {
    names: sessions.map(({ name }) => name),
    tail: (name, lines) =>
      named(name)
        .tail(lines)
        .map(({ text }) => text),
    onBytes: (listener) => {
      const ends = sessions.map((session) => session.onBytes((chunk) => listener(session.name, chunk)));
      return () => {
        for (const end of ends) end();
      };
    },
    // It may be a password.
    send: (name, text) => named(name).send(text, { secret: true }),
    sendBreak: (name) => named(name).sendBreak(),
  };
};
