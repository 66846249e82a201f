export interface FakeBoardSettings {
  /** Every touch of the board is one line in it: what a test reads after the processes are gone. */
  readonly touches: string;
  readonly endState?: 'off' | 'keep';
  readonly speed?: number;
  /** Opening it throws. */
  readonly isDead?: boolean;
  /** The command that kills its process. */
  readonly diesAt?: string;
  /** The command that loses its console. */
  readonly losesConsoleAt?: string;
  /** How many health checks are bad. */
  readonly badHealth?: number;
  /** What a bad health check finds is that its console spoils text; its relay otherwise. */
  readonly spoilsConsole?: true;
  /** How many health checks are good before all others are bad. */
  readonly goodHealth?: number;
  /** How many preparations end in trouble with the relay. */
  readonly relayTroubles?: number;
  /** When a kernel panics, and whether its power was cut then: at the health check, at the preparation with this number from 1, when it is heard out, at the restore. */
  readonly panicsAt?: 'health' | number | 'hearing' | 'restore';
  /** What it is then in place of a panic. */
  readonly inPlaceOfPanic?: 'm7-silent' | 'unexpected-reset';
  /** What a look at the console of its M7 finds; nobody can look by default. */
  readonly m7Console?: 'dead' | 'good';
  /** What it is when it is heard out: Linux that does not answer, or a relay that somebody opened. */
  readonly after?: 'silent' | 'cut';
  /** SSH is found to spoil what commands say whenever somebody asks. */
  readonly spoilsSsh?: true;
  /** How many times its relay says on after it was switched off. */
  readonly relaySticks?: number;
  /** How many times its relay drops the connection when it is switched off at the end. */
  readonly relayDrops?: number;
  /** Its relay throws when it is switched off. */
  readonly hasDeadRelay?: boolean;
}
