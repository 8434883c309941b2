/** One thing that was looked at. */
export interface Stage {
  stage:
    | 'node'
    | 'files'
    | 'network'
    | 'policy'
    | 'launch'
    | 'protocol'
    | 'secrets'
    | 'configuration'
    | 'credentials'
    | 'call';
  /** The connector or protocol version, where there are several. */
  of?: string;
  state: 'ok' | 'failed' | 'skipped';
  /** What was found, or why nothing was looked at. */
  detail: string;
  code?: string;
  fix?: string;
}
