/** Thumb halfwords and 32-bit words as bytes. */
export const halfwords = (...values: readonly number[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [value & 0xff, value >>> 8]));

export const words = (...values: readonly number[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]));

export const join = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

export const branchToSelf = 0xe7fe;
export const wfi = 0xbf30;

/** Offset of the code in `printer` and in `image`: behind the four first vectors. */
export const codeOffset = 16;

/** Four vectors at `base` (SP, reset, NMI, HardFault: all to the code behind them) and the code. */
export const image = (base: number, stack: number, code: Uint8Array): Uint8Array => {
  const entry = base + codeOffset + 1;
  return join(words(stack, entry, entry, entry), code);
};

/** The SET register of UART4's clock gate, and what switches it on for the M7's domain. */
const gate = [0x3038_44c4, 0x3333] as const;

/** Opens UART4 and sends one character, then loops on `last`. Position independent; no stack needed. */
export const printer = (character: string, last = branchToSelf): Uint8Array =>
  join(
    halfwords(
      0x4806, // ldr r0, [pc, #24]  gate
      0x4907, // ldr r1, [pc, #28]  0x3333
      0x6001, // str r1, [r0]
      0x4807, // ldr r0, [pc, #28]  UART4
      0x4907, // ldr r1, [pc, #28]  UART4 + 0x80
      0x2206, // movs r2, #6
      0x2301, // movs r3, #1
      0x600b, // str r3, [r1, #0]   UCR1 = UARTEN
      0x604a, // str r2, [r1, #4]   UCR2 = TXEN | RXEN
      0x2200 | character.charCodeAt(0), // movs r2, #character
      0x6402, // str r2, [r0, #64]  UTXD
      last,
      0xe7fd, // b to `last`, should it fall through
      0xbf00,
    ),
    words(...gate, 0x30a6_0000, 0x30a6_0080),
  );

/** Opens UART4 and sends the text, a character whenever the FIFO has room, then loops for ever. Position independent; no stack needed. */
export const printerOf = (text: string): Uint8Array =>
  join(
    halfwords(
      0x480a, // ldr r0, [pc, #40]  gate
      0x490b, // ldr r1, [pc, #44]  0x3333
      0x6001, // str r1, [r0]
      0x480b, // ldr r0, [pc, #44]  UART4
      0x2180, // movs r1, #0x80
      0x1809, // adds r1, r1, r0
      0x2301, // movs r3, #1
      0x600b, // str r3, [r1, #0]   UCR1 = UARTEN
      0x2206, // movs r2, #6
      0x604a, // str r2, [r1, #4]   UCR2 = TXEN | RXEN
      0xa208, // adr r2, #32        text
      0x6b4b, // loop: ldr r3, [r1, #0x34]  UTS
      0x06db, // lsls r3, r3, #27   TXFULL
      0xd4fc, // bmi loop
      0x7813, // ldrb r3, [r2]
      0x3201, // adds r2, #1
      0x2b00, // cmp r3, #0
      0xd001, // beq end
      0x6403, // str r3, [r0, #64]  UTXD
      0xe7f6, // b loop
      branchToSelf, // end
      0xbf00,
    ),
    words(...gate, 0x30a6_0000),
    new TextEncoder().encode(`${text}\0`),
  );
