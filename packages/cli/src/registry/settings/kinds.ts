import { z } from 'zod';
import { type Kind, LOG_LEVELS } from './table.ts';

/** The check of a kind, and what is said of a value that fails it. */
interface KindOf<T> {
  /** From a text as it is typed, or from a value of the settings file. */
  type: z.ZodType<T>;
  /** `--port 80a` is not … */
  noun: string;
  fix: string;
}

const text = z.string().trim().min(1).max(10_000);

/** A number, or its digits. */
const number = (min: number, max: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value),
    z.int().min(min).max(max),
  );

/** A list, or words between commas. */
const list = <T>(item: z.ZodType<T>) =>
  z.preprocess(
    (value) =>
      typeof value === 'string'
        ? value
            .split(',')
            .map((word) => word.trim())
            .filter(Boolean)
        : value,
    z.array(item).min(1).max(1000),
  );

const isHttp = (value: string) => /^https?:/.test(value) && URL.canParse(value);

const origin = text
  .refine((value) => isHttp(value) && new URL(value).origin === value.replace(/\/$/, ''))
  .transform((value) => new URL(value).origin);

/** As they stand in ID tokens: GitHub Enterprise Server's has a path. */
const issuer = text
  .refine((value) => {
    const { protocol, hostname } = URL.canParse(value) ? new URL(value) : { protocol: '', hostname: '' };
    return protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1');
  })
  .transform((value) => value.replace(/\/$/, ''));

const YES: Record<string, boolean> = { true: true, '1': true, yes: true, false: false, '0': false, no: false };

const yes = z.preprocess(
  (value) => (typeof value === 'string' ? (YES[value.toLowerCase()] ?? value) : value),
  z.boolean(),
);

export const KINDS = {
  text: { type: text, noun: 'a text', fix: 'Write a text of at least one character.' },
  path: { type: text, noun: 'a path', fix: 'Write the path of a file or folder.' },
  archives: {
    type: text.refine((value) => !/^s3:/.test(value) || /^s3:\/\/[a-z0-9][a-z0-9.-]+(?:\/[\w./-]*)?$/.test(value)),
    noun: 'a folder or a bucket',
    fix: 'Write a path, or `s3://bucket/prefix`.',
  },
  database: {
    type: text.refine((value) => /^postgres(?:ql)?:\/\//.test(value) && URL.canParse(value)),
    noun: 'the address of a PostgreSQL',
    fix: 'Write it as `postgres://user:password@host:5432/name`.',
  },
  port: { type: number(0, 65_535), noun: 'a port', fix: 'Use a number from 0 to 65535; 0 takes a free one.' },
  count: { type: number(1, 1_000_000_000), noun: 'a whole number above 0', fix: 'Use a number such as 300.' },
  yes: { type: yes, noun: 'true or false', fix: 'Write true or false.' },
  level: { type: z.enum(LOG_LEVELS), noun: 'a level of the log', fix: `Choose from ${LOG_LEVELS.join(', ')}.` },
  words: { type: list(text), noun: 'a list of names', fix: 'Write names with commas between them.' },
  origins: { type: list(origin), noun: 'an origin', fix: 'Write, for example, `https://mcp.acme.internal`.' },
  hosts: {
    type: list(text.refine((value) => /^[a-z0-9.-]+(?::\d{1,5})?$/i.test(value))),
    noun: 'the name of a host',
    fix: 'Write, for example, `plugins.acme.internal`.',
  },
  issuers: { type: list(issuer), noun: 'an https address', fix: 'Write, for example, `https://gitlab.acme.internal`.' },
  address: {
    type: text.refine(isHttp),
    noun: 'an http(s) address',
    fix: 'Write, for example, `https://plugins.acme.example`.',
  },
  scope: {
    type: text.regex(/\bopenid\b/),
    noun: 'a scope with openid',
    fix: 'Write, for example, `openid profile email`.',
  },
} satisfies Record<Kind, KindOf<unknown>>;

export type ValueOf<K extends Kind> = z.output<(typeof KINDS)[K]['type']>;
