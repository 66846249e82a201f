import type { BoardDefinition } from '../core/board.ts';
import type { LabDefinition } from './lab.ts';

type Parts = BoardDefinition['parts'];

/** Settings of a lab file that mean nothing, since another one is missing without which nobody comes to them. */
export const loneSettings = ({ boards = {}, netboot, os }: LabDefinition): string[] => {
  const all: readonly (readonly [string, Parts])[] = Object.entries(boards).flatMap(([name, board]) =>
    (board as Partial<BoardDefinition> | null)?.parts ? [[name, board.parts] as const] : [],
  );
  // What a simulated board, or one of another lab, brings with it is known when it is started.
  const has = (part: string): boolean => all.some(([, parts]) => parts[part] !== undefined || 'start' in parts);
  return [
    ...(isFilled(os) && !has('installer')
      ? ['os: no board has an installer, so that none of these is ever installed: give one of them `installer: easyInstaller({ … })`']
      : []),
    ...(isFilled(netboot) && !has('tftp')
      ? ['netboot: no board has a TFTP server, so that none boots any of these: give one of them `tftp: tftpServer({ … })`']
      : []),
    ...all.flatMap(([name, parts]) => (parts.installer === undefined ? [] : ofInstaller(`boards.${name}.installer`, parts, isFilled(os)))),
  ];
};

const ofInstaller = (path: string, { installer, pins }: Parts, hasSystems: boolean): string[] => [
  ...(hasSystems ? [] : [`${path}: the lab file names no system that it could install: os: { name: teziImage('folder') }`]),
  ...(settingsOf(installer).recovery === undefined && settingsOf(pins).recovery === undefined
    ? [
        `${path}: nothing takes this board into recovery mode: wire its recovery pin (pins: commandPins({ recovery })), or give it a command (recovery)`,
      ]
    : []),
];

// What is no driver is told where its own schema is asked.
const settingsOf = (part: unknown): Readonly<Record<string, unknown>> =>
  (part as { readonly settings?: Readonly<Record<string, unknown>> } | undefined)?.settings ?? {};

const isFilled = (entries: object | undefined): boolean => Object.keys(entries ?? {}).length > 0;
