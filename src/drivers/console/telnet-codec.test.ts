import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeIac, subnegotiation, TelnetDecoder, telnet } from './telnet-codec.ts';

const decoded = (chunks: readonly Uint8Array[]) => {
  const data: number[] = [];
  const commands: unknown[] = [];
  const decoder = new TelnetDecoder({
    data: (bytes) => data.push(...bytes),
    negotiation: (verb, option) => commands.push([verb, option]),
    subnegotiation: (option, payload) => commands.push([option, ...payload]),
  });
  for (const chunk of chunks) decoder.push(chunk);
  return { data, commands };
};

test('what was escaped comes back, however it is cut', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(60), (data, payload, at) => {
      const stream = Buffer.concat([
        escapeIac(data),
        subnegotiation(44, [...payload]),
        Uint8Array.of(telnet.iac, telnet.will, 0),
        escapeIac(data),
      ]);
      const whole = {
        data: [...data, ...data],
        commands: [
          [44, ...payload],
          [telnet.will, 0],
        ],
      };
      expect(decoded([stream])).toEqual(whole);
      expect(decoded([stream.subarray(0, at), stream.subarray(at)])).toEqual(whole);
    }),
  );
});

test('survives any bytes', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(255, 250, 240, 251, 44, 0, 65)), (bytes) => void decoded([Uint8Array.from(bytes)])));
});
