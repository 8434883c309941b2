import type { Page } from './page-layout.ts';

/** What a browser gets: a page, or the way to one. */
export type Reply = ({ page: Page } | { to: string }) & {
  status?: number;
  headers?: Record<string, string>;
  /** Lets this browser in. */
  admitted?: Admitted;
};

export interface Admitted {
  principal: string;
  /** Milliseconds since the epoch; it is asked anew then. */
  until?: number;
}

/** A visit of a page that belongs to the entrance. */
export interface Visit {
  /** Last part of its path. */
  name: string;
  query: URLSearchParams;
  /** Reads a cookie. */
  cookie(name: string): string | undefined;
}

/** How a browser shows whose it is. */
export interface Entrance {
  /** Asks for it, on the page of a link. */
  page(id: string, problem?: string): Page;
  /** Takes a form that a browser sends before it is let in; undefined when it is none of the entrance's. */
  form?(fields: URLSearchParams, id: string): Reply | undefined;
  visit?(visit: Visit): Promise<Reply | undefined>;
  /** Where a person can come in as somebody else, if they can. */
  anew?(id: string): { to: string; text: string };
}
