import type { SandboxClock } from '@rolekit/demo-data';

export interface Member {
  readonly id: string;
  /** The handle. */
  readonly name: string;
  readonly realName: string;
  readonly title: string;
  readonly email: string | null;
  readonly deleted: boolean;
  readonly isBot: boolean;
  readonly timeZone: string;
  /** Of somebody from outside, in a channel that is shared with their company. */
  readonly teamId?: string;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  readonly created: number;
  readonly creator: string;
  readonly topic: string;
  readonly purpose: string;
  readonly members: Set<string>;
  /** The other company that it is shared with. */
  readonly sharedWith?: string;
}

export interface Message {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  text: string;
  /** Of the message that began the thread. */
  readonly threadTs: string | null;
  edited: { user: string; ts: string } | null;
  /** Who reacted, by the emoji's name. */
  readonly reactions: Map<string, string[]>;
  readonly files: readonly string[];
}

export interface StoredFile {
  readonly id: string;
  title: string;
  readonly name: string;
  readonly filetype: string;
  readonly mimetype: string;
  readonly user: string;
  readonly created: number;
  readonly channels: readonly string[];
  /** Its text; of a canvas, HTML. */
  content(): string;
}

export interface Section {
  readonly id: string;
  markdown: string;
}

export interface Canvas {
  readonly id: string;
  readonly owner: string;
  sections: Section[];
}

export interface Scheduled {
  readonly id: string;
  readonly channel: string;
  readonly user: string;
  readonly postAt: number;
  readonly created: number;
  readonly text: string;
  readonly threadTs: string | null;
}

/** The state of one running sandbox. */
export interface Workspace {
  readonly teamId: string;
  readonly teamName: string;
  readonly clock: SandboxClock;
  readonly members: ReadonlyMap<string, Member>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly messages: Message[];
  readonly files: Map<string, StoredFile>;
  readonly canvases: Map<string, Canvas>;
  readonly scheduled: Map<string, Scheduled>;
  baseUrl: string;
}

/** A message's timestamp, which is its id within the channel. */
export function tsOf(at: Date): string {
  const ms = at.getTime();
  return `${Math.floor(ms / 1000)}.${String((ms % 1000) * 1000).padStart(6, '0')}`;
}

export function secondsOf(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
