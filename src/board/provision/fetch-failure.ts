/** Why U-Boot did not get a file over the network, in its own words, and where to look. */
export interface FetchFailure {
  readonly line: string;
  readonly remedy: string;
}

/** net/net.c, net/tftp.c, net/bootp.c, net/arp.c, net/eth-uclass.c, drivers/net/dwc_eth_qos.c, fec_mxc.c and common/hash.c of U-Boot. Undefined where none of them complains. */
export const fetchFailureIn = (lines: readonly string[]): FetchFailure | undefined => {
  for (const [pattern, remedy] of failures) {
    const line = lines.find((each) => pattern.test(each))?.trim();
    if (line !== undefined) return { line, remedy };
  }
  return undefined;
};

// What explains the others stands first: without a link nobody answers either.
const failures: readonly (readonly [RegExp, string])[] = [
  [
    /No ethernet found|Could not (?:get|initialize) PHY|auto negotiation to complete.*TIMEOUT|phy_startup\(\) failed|: No link\b/i,
    "U-Boot has no link: look at the board's network cable and at the port of the switch, and which of its two ports U-Boot uses (`ethact`)",
  ],
  [
    /\*\*\* ERROR: `\w+' not set/,
    'say the address of the board in the lab file: `board: { address }` of tftpServer; a module without `ethaddr` has lost its config block',
  ],
  [/Retry time exceeded/, 'no DHCP server answers in this network: give the board an address, `board: { address }` of tftpServer'],
  [
    /ARP Retry count exceeded/,
    'nobody has the address of the TFTP server in the network of the board: look at `host` of tftpServer, the netmask and VLANs',
  ],
  [
    /TFTP error: .*\(1\)|TFTP error: '[^']*not found/i,
    'the server gives another folder than `folder` of tftpServer, or needs a `prefix`: compare with the options of the server',
  ],
  [
    /TFTP error: .*\(2\)|TFTP error: .*(?:denied|permission)/i,
    'the server may not read the file: look at its user and the rights of the folder',
  ],
  [/TFTP error: /, 'look at the log of the TFTP server'],
  [
    /TFTP server died|Retry count exceeded/,
    'no TFTP server answers on that address: see whether it runs, on UDP port 69 of the interface of the board, and whether a firewall drops its answers, which come from other ports',
  ],
  [/^crc32 - checksum/, 'this U-Boot cannot compare a checksum (CONFIG_CRC32_VERIFY, which the configurations of Verdins have)'],
  [
    /crc32 for .*\*\* ERROR \*\*/,
    'U-Boot got another file, so it started nothing: somebody else writes there, or the server gives an old copy',
  ],
];
