import type { ConsoleName } from '../../core/console.ts';
import { PortError } from '../../core/errors.ts';
import { OtherServiceError } from '../../drivers/console/other-service.ts';
import type { HealthParts, LostConsole } from './step.ts';

/** Why a console is gone that was lost while the relay was off: an adapter without power does not open, and a port that opens was closed by somebody. */
export const goneWithoutPower = async (
  { error, name }: LostConsole,
  opensAgain: HealthParts['opensAgain'],
  signal: AbortSignal,
): Promise<Error> => {
  if (error instanceof OtherServiceError) return error;
  return (await opensAgain(name, signal)) ? closedByServer(name, error) : fedByRelay(name, error);
};

const closedByServer = (name: ConsoleName, cause: Error): PortError =>
  new PortError(`the connection to console ${name} was ended while nothing was said on it, and opens again: its server ends quiet ones`, {
    cause,
    evidence: [cause.message],
    remedy:
      'switch the idle timeout of the terminal server off (ser2net: timeout 0) and see that nobody else takes the port: what a board says while the connection is closed is lost',
  });

const fedByRelay = (name: ConsoleName, cause: Error): PortError =>
  new PortError(
    `console ${name} went away when the relay opened: its adapter or terminal server hangs on the outlet of the board (${cause.message})`,
    {
      cause,
      remedy: 'feed it from another outlet or hub; where the board itself feeds the adapter, set reconnect: true for the console',
    },
  );

/** Why a console is gone that was lost when the relay closed. */
export const goneWithPower = ({ error, name }: LostConsole): Error =>
  error instanceof OtherServiceError ? error : didNotSurvive(name, error);

const didNotSurvive = (name: ConsoleName, cause: Error): PortError =>
  new PortError(
    `console ${name} went away when the relay closed: its adapter or terminal server did not survive the board's first current (${cause.message})`,
    {
      cause,
      remedy:
        'give the hub of the adapters a supply of its own, or plug the board into another outlet; a terminal server that drops its user when another comes looks the same',
    },
  );
