import type { Address } from '../verdicts/wires/loopback.ts';
import type { Wires } from './wires.ts';

/** Of a Shelly Gen2. */
export const switchTo = (relay: Address, on: boolean): Promise<unknown> =>
  fetch(`http://${relay.host}:${relay.port}/rpc/Switch.Set?id=0&on=${on}`);

/** A plug whose own timer switches on again right after off. */
export const autoOn = (wires: Wires, relay: Address): Promise<Address> =>
  wires.relayThat(relay, async (ask, body) => {
    const text = await ask();
    if (body.includes('"on":false')) await switchTo(relay, true);
    return text;
  });

/** A relay that lets go by itself as soon as it closed. */
export const pulse = (wires: Wires, relay: Address): Promise<Address> =>
  wires.relayThat(relay, async (ask, body) => {
    const text = await ask();
    if (body.includes('"on":true')) await switchTo(relay, false);
    return text;
  });

/** A relay that closes, and has no supply behind its contact. */
export const unfed = (wires: Wires, relay: Address): Promise<Address> => {
  let isOn = false;
  return wires.relayThat(relay, async (ask, body) => {
    const wanted = /"on":(true|false)/.exec(body)?.[1];
    if (wanted === undefined) return (await ask()).replace(/"output":\s*(?:true|false)/, `"output":${isOn}`);
    isOn = wanted === 'true';
    return '{"was_on":false}';
  });
};

/** A plug whose overload protection opens it when the kernel draws its first current. Resolves with the console that tells when. */
export const tripping = (wires: Wires, relay: Address, a53: Address): Promise<Address> => {
  let said = '';
  return wires.changing(a53, (bytes) => {
    said = (said + bytes.toString('latin1')).slice(-500);
    if (!said.includes('Starting kernel')) return bytes;
    said = '';
    void switchTo(relay, false);
    return bytes;
  });
};

/** A PDU that answers at once and switches so many host milliseconds later, both ways, one after the other. */
export const switchesLate = (wires: Wires, relay: Address, ms: number): Promise<Address> =>
  wires.relayThat(relay, async (ask, body) => {
    const wanted = /"on":(true|false)/.exec(body)?.[1];
    if (wanted === undefined) return ask();
    const timer = setTimeout(() => void switchTo(relay, wanted === 'true'), ms);
    wires.atEnd(() => clearTimeout(timer));
    return '{"was_on":false}';
  });

/** A relay behind a slow queue: off comes long after it was said to be done. */
export const lateOff = (wires: Wires, relay: Address): Promise<Address> => {
  let said = true;
  return wires.relayThat(relay, async (ask, body) => {
    const wanted = /"on":(true|false)/.exec(body)?.[1];
    if (wanted === undefined) return (await ask()).replace(/"output":\s*(?:true|false)/, `"output":${said}`);
    said = wanted === 'true';
    if (said) return ask();
    const timer = setTimeout(() => void switchTo(relay, false), 30_000);
    wires.atEnd(() => clearTimeout(timer));
    return '{"was_on":true}';
  });
};
