/** Two instants of every result, in UTC. */
export interface Times {
  /** Of the data: "today" for whoever reads it. */
  asOf: string;
  /** When it was read. */
  retrievedAt: string;
}
