/** What a program reads out of a picture of text: letters that look alike are taken for each other. */
const alike = (word: string): string =>
  word
    .toLowerCase()
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replace(/[0o]/g, 'o')
    .replace(/[1il|!]/g, 'l');

// Words that the patterns of the rows stand on, and that no program prints in another form.
const words =
  `remoteproc remoteproc0 remoteproc1 imx-rproc imx-dsp-rproc imx-mu imx8mp-cm7 imx8mn-cm7 imx8mm-cm4 imx8mq-cm4 imx93-cm33 rpmsg virtio0 virtio_rpmsg_bus
  firmware kernel image corrupted magic phdr mem segments program powering Booting Direct request_firmware failed Failed Translation loading mailbox mbox channel
  carveout resource resources table processor remote attached available running offline error errors write Invalid argument argument Device clock clocks Disabling unused
  Starting auxiliary core stack bootaux Unable handle paging request panic syncing lockup stall timeout memory reserved reserve overlay symbols Applying environment default
  warning Warning command Unknown Reset Interrupt synchronous external abort imx_rproc_kick creating module modprobe terminal Permission denied incorrect Login initramfs
  mcore_booted clk-imx8mp.mcore_booted firmware_class`
    .split(/\s+/)
    .filter((word) => word.length >= 4);

const known = new Set(words.map((word) => word.toLowerCase()));
const usual = new Map(words.map((word) => [alike(word), word]));

/** The words above where they were misread, and digits in hexadecimal numbers; everything else as it was. */
export const withoutMisreadings = (line: string): string =>
  line
    .replace(/(?<![\w.])[\w|!][\w|!.-]{3,}(?![\w])/g, (word) =>
      known.has(word.toLowerCase()) ? word : inCase(word, usual.get(alike(word)) ?? word),
    )
    .replace(
      /\b[0O][xX](?=[\dA-Fa-f]*[OoIl])([\dA-Fa-fOoIl]{2,16})\b/g,
      (_, digits: string) => `0x${digits.replace(/[Oo]/g, '0').replace(/[Il]/g, '1')}`,
    );

const inCase = (read: string, word: string): string => (/^[A-Z][a-z]/.test(read) ? word[0]!.toUpperCase() + word.slice(1) : word);
