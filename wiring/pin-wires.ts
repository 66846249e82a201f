import { execPath } from 'node:process';
import type { Address } from '../verdicts/wires/loopback.ts';

const pull = ({ host, port }: Address, pin: string, pulled: boolean): string =>
  `${execPath} -e 'fetch("http://${host}:${port}/pins",{method:"POST",body:JSON.stringify({pin:"${pin}",pulled:${pulled}})}).then((r)=>process.exit(r.ok?0:1))'`;

/** Of a virtual board, by a command as a lab has it. */
export const button = (control: Address, pin: 'reset' | 'recovery' | 'power'): string =>
  `{ press: ${JSON.stringify(pull(control, pin, true))}, release: ${JSON.stringify(pull(control, pin, false))} }`;

/** Without the power button: a command takes longer to let it go than a board that is faster than its host takes for a wish to be off. */
export const bootPins = (control: Address): string =>
  `commandPins({ ${(['reset', 'recovery'] as const).map((pin) => `${pin}: ${button(control, pin)}`).join(', ')} })`;
