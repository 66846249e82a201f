export type ParameterValue = string | number | boolean | null;

/** As in the resource file of labgrid-exporter: groups of resources, each with its class and parameters. */
export type Resources = Readonly<
  Record<
    string,
    Readonly<
      Record<string, { readonly cls: string; readonly avail?: boolean; readonly extra?: Readonly<Record<string, ParameterValue>> } & Params>
    >
  >
>;
type Params = { readonly [name in 'host' | 'port' | 'protocol' | 'speed' | 'model' | 'index' | 'pdu']?: ParameterValue };

export interface ExporterOptions {
  readonly isolated?: boolean;
}

export interface Exporter {
  /** It ends, and its resources leave the coordinator. */
  leave(): Promise<void>;
}

/** A coordinator in the hands of a test. */
export interface LabgridBench extends AsyncDisposable {
  readonly address: string;
  /** A folder with labgrid-client in it. */
  readonly clientFolder: string;
  /** Lets an exporter of this name connect, and waits until its resources are known. An isolated one is reached through SSH alone. */
  exporter(name: string, groups: Resources, options?: ExporterOptions): Promise<Exporter>;
  holderOf(place: string): Promise<string | undefined>;
  /** labgrid-client release --kick: somebody else takes the place away. */
  kick(place: string): Promise<void> | void;
  /** The coordinator ends. */
  close(): Promise<void>;
}
