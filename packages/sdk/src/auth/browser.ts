/** How a person gets to the vendor's sign-in. */
export interface Browser {
  open(url: string): Promise<void> | void;
  /** Given when the person wants to enter a code on another device instead (RFC 8628). */
  showCode?(code: ShownCode): Promise<void> | void;
  /** Aborted when the person gives up. */
  signal: AbortSignal;
}

/** What a person enters where, on a device with a browser. */
export interface ShownCode {
  url: string;
  code: string;
  /** The same with the code in it. */
  urlWithCode?: string;
  /** How long it holds. */
  seconds: number;
}
