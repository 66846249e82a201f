/** A line that the test firmware prints on the M7's UART. */
export type FirmwareLine =
  | { readonly kind: 'banner'; readonly name: string; readonly buildId: string; readonly nonce: string }
  | { readonly kind: 'tick'; readonly name: string; readonly count: number; readonly nonce: string }
  | { readonly kind: 'fault'; readonly name: string; readonly nonce: string };

const pattern =
  /hil-m7 (?<name>[\w.+-]+) (?:build=(?<build>[0-9a-f]{16})|tick=(?<tick>\d{1,10})|(?<fault>fault)) nonce=(?<nonce>[0-9a-f]{8})(?![0-9a-f])/;

/** What a line of the M7's UART says; whatever stands in front of it, such as the noise of a start, is passed over. */
export const parseFirmwareLine = (text: string): FirmwareLine | undefined => {
  const groups = pattern.exec(text)?.groups;
  if (!groups?.name || !groups.nonce) return undefined;
  const { name, nonce } = groups;
  if (groups.build) return { kind: 'banner', name, buildId: groups.build, nonce };
  return groups.tick ? { kind: 'tick', name, count: Number(groups.tick), nonce } : { kind: 'fault', name, nonce };
};

/** What may be a nonce in a line, whatever it is called there. */
export const noncesIn = (text: string): readonly string[] => text.match(/(?<![0-9a-fA-F])[0-9a-f]{8}(?![0-9a-fA-F])/g) ?? [];

/** Whether an image could print a line of the test firmware. */
export const holdsOurWords = (content: Uint8Array): boolean =>
  Buffer.from(content.buffer, content.byteOffset, content.byteLength).includes('hil-m7 ');
