import type { VirtualModel } from '../../../core/virtual-model.ts';
import type { Identity } from '../identity.ts';
import type { BoardSettings } from '../settings.ts';
import { uBootVersionOf } from '../u-boot/default-environment.ts';

/** A line of the boot, with the age of the board at which it comes. Without a line ending where `open`. */
export interface TimedText {
  readonly at: number;
  readonly text: string;
}

/** SPL and TF-A, from the reset to the moment U-Boot proper runs. */
export const splText = ({ kernel, model }: BoardSettings, { spl, tfA }: Identity): readonly TimedText[] => [
  { at: 170, text: `\n${spl}\n` },
  { at: 190, text: model.splMemory[0] },
  { at: 420, text: model.splMemory[1] },
  { at: 450, text: 'SEC0:  RNG instantiated\nNormal Boot\n' },
  {
    at: 480,
    text: `WDT:   Started watchdog@30280000 with servicing ${uBootVersionOf(kernel) === '2022.04' ? '' : 'every 1000ms '}(60s timeout)\nTrying to boot from BOOTROM\nBoot Stage: Primary boot\n`,
  },
  { at: 520, text: 'Find img info 0x&4802e000, size 888\nNeed continue download 1024\nDownload 941056, Total size 941904\n' },
  { at: 860, text: `NOTICE:  BL31: ${tfA}\nNOTICE:  BL31: Built : 11:01:07, Sep 21 2023\n` },
];

/** U-Boot up to where it loads its environment. */
export const uBootText = (settings: BoardSettings, identity: Identity, resetCause: string, celsius: number): readonly TimedText[] => [
  { at: 1080, text: `\n\n${identity.uBoot}\n\n` },
  {
    at: 1100,
    text: `CPU:   ${settings.model.processor}\nCPU:   Industrial temperature grade (-40C to 105C) at ${celsius}C\nReset cause: ${resetCause}\n`,
  },
  { at: 1300, text: `DRAM:  ${Number.parseInt(settings.ram, 10)} GiB\n` },
  {
    at: 1450,
    text: `Core:  89 devices, 24 uclasses, devicetree: separate\nWDT:   Started watchdog@30280000 with servicing (60s timeout)\nMMC:   ${cards(settings.model)}\n`,
  },
  { at: 1700, text: `Loading Environment from MMC... ${isOld(settings) ? '' : `Reading from MMC(${settings.model.emmc.number})... `}` },
];

/** U-Boot behind its environment, up to the countdown. */
export const uBootDevicesText = (settings: BoardSettings, { uBootModel, serialNumber }: Identity): readonly TimedText[] => {
  const { model } = settings;
  const device = isOld(settings) ? 'serial' : `serial@${model.console.address}`;
  return [
    { at: 1800, text: `In:    ${device}\nOut:   ${device}\nErr:   ${device}\n` },
    {
      at: 1850,
      text: `Model: ${uBootModel}\nSerial#: ${serialNumber}\nCarrier: Toradex Verdin Development Board V1.1E, Serial# 11079014\n`,
    },
    { at: 1900, text: `Setting variant to ${settings.wifi ? 'wifi' : 'nonwifi'}\n` },
    { at: 2350, text: `Net:   ${model.network.uBoot}\n` },
  ];
};

const cards = ({ emmc }: VirtualModel): string => emmc.cards.map((card) => `FSL_SDHC: ${card}`).join(', ');

const isOld = ({ kernel }: BoardSettings): boolean => uBootVersionOf(kernel) === '2022.04';

/** What the lines make of a power-up before anybody drives them: nothing a reader could take for text. */
export const powerUpNoise = (random: () => number): Uint8Array =>
  Uint8Array.from({ length: 3 + Math.floor(random() * 6) }, () => (random() < 0.4 ? 0 : 0x80 + Math.floor(random() * 0x7f)));
