/** Where U-Boot gets the board's own address from. IPv4, as U-Boot knows no other. */
export type LoaderAddress =
  | 'dhcp'
  | { readonly address: string; readonly netmask?: string | undefined; readonly gateway?: string | undefined };

/** A folder of this host that a TFTP server gives to boards. */
export interface TftpServer extends AsyncDisposable {
  /** Of the server, as the board reaches it. */
  readonly host: string;
  readonly board: LoaderAddress;
  /** Puts a file there, readable for the server, and says by which path boards ask for it. Throws HilError of the lab. */
  put(name: string, content: Uint8Array): Promise<string>;
  /** Not an error where it is gone already. Throws HilError of the lab. */
  remove(name: string): Promise<void>;
}
