/** Provokes a trouble whose root cause nobody can trigger at will. Everything it does is named as injected in config and report. */
export interface FaultInjector extends AsyncDisposable {
  readonly names: readonly string[];
  /** From now on the named fault happens at its moment, once. */
  arm(name: string): Promise<void>;
  /** Takes back whatever is armed and did not happen. */
  disarm(): Promise<void>;
}
