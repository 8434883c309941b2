/** What is said in one channel about the deals of an account. */
export interface Talk {
  /** The deal that it is about first; its account gives the channel its name. */
  readonly opportunityId: string;
  readonly messages: readonly Said[];
}

export interface Said {
  readonly at: string;
  /** A user of the company, or a contact of the account in a channel that is shared with its company. */
  readonly by: string;
  readonly text: string;
  readonly replies?: readonly Omit<Said, 'replies'>[];
  /** Who reacted, by the emoji's name. */
  readonly reactions?: Readonly<Record<string, readonly string[]>>;
  readonly file?: TalkFile;
}

export interface TalkFile {
  readonly id: string;
  readonly title: string;
  /** Ends in `.md` or `.csv`. */
  readonly name: string;
  readonly content: string;
}

/** Something that the chat says otherwise than the CRM. */
export interface Disagreement {
  readonly opportunityId: string;
  readonly account: string;
  readonly field: 'closeDate' | 'amount';
  readonly crm: string | number;
  readonly chat: string | number;
  /** When it was said. */
  readonly at: string;
  /** What an answer that read both must say. */
  readonly mustSay: string;
}
