/** What asymcap uses of the package cap, which comes without types. */
declare module "cap" {
  export interface Device {
    readonly name: string;
    readonly description?: string;
    readonly addresses: readonly {readonly addr?: string; readonly netmask?: string}[];
    readonly flags?: string;
  }

  export class Cap {
    static deviceList(): Device[];
    /** Returns the link type's name. The native side keeps a bare pointer to `buffer`: hold it for as long as the capture is open. */
    open(device: string, filter: string, bufferSize: number, buffer: Buffer): string;
    close(): boolean;
    on(event: "packet", handler: (bytes: number, truncated: boolean) => void): this;
  }
}
