import type { Finding } from '../finding.ts';
import { nearest } from '../suggest.ts';
import { hiddenCharacters, lengthOf } from '../tree/hidden-characters.ts';
import { Places } from '../tree/line-columns.ts';
import { formProblem, isName, isToolName, toName, toolMentions } from '../tree/names.ts';
import { BYTE_ORDER_MARK, type Frontmatter, readFrontmatter, yamlText } from './frontmatter.ts';
import { grantsOf } from './tool-grants.ts';
import type { ParsedSkill, Skill } from './types.ts';

const KEYS = ['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools'] as const;
type Key = (typeof KEYS)[number];

const MAX_LENGTHS: Partial<Record<Key, number>> = { description: 1024, compatibility: 500, license: 500 };
const MAX_LINES = 500;
const MAX_HIDDEN_FINDINGS = 20;

type Add = (rule: string, severity: Finding['severity'], offset: number, message: string, fix: string) => void;

/**
 * Reads one `SKILL.md` and reports every problem with its place.
 *
 * @param path `skills/<name>/SKILL.md`: its folder is what `name` must equal, and findings name it.
 */
export function parseSkill(text: string, path: string): ParsedSkill {
  const places = new Places(text);
  const findings: Finding[] = [];
  const add: Add = (rule, severity, offset, message, fix) => {
    const code = rule.includes('/') ? rule : `skill/${rule}`;
    findings.push({ code, severity, message, file: path, ...places.at(offset), fix });
  };
  checkCharacters(text, add);
  const { frontmatter, findings: broken } = readFrontmatter(text, path);
  findings.push(...broken);
  if (frontmatter === undefined) return { findings };
  const { entries, bodyOffset } = frontmatter;
  checkEscapes(frontmatter, text, add);
  for (const [key, { keyOffset }] of entries) {
    // Claude Code's key; `checkSkillDirectives` asks for its declaration.
    if (!isKey(key) && key !== 'hooks')
      add(
        'unknown-key',
        'error',
        keyOffset,
        `Unknown key "${key}"; hosts skip a skill that has one.`,
        unknownFix(key, entries),
      );
  }
  const folder = path.split('/').at(-2) ?? '';
  const name = checkName(frontmatter, folder, add);
  const description = checkText(frontmatter, 'description', true, add);
  const license = checkText(frontmatter, 'license', false, add);
  const compatibility = checkText(frontmatter, 'compatibility', false, add);
  const metadata = checkMetadata(frontmatter, add);
  const allowed = checkText(frontmatter, 'allowed-tools', false, add);
  const allowedTools = allowed === undefined ? undefined : grantsOf(allowed);
  const body = text.slice(bodyOffset);
  checkBody(body, bodyOffset, add);
  checkCommands(body, bodyOffset, add);
  if (name === undefined || description === undefined) return { findings };
  const named = [...toolMentions(body).map(({ tool }) => tool), ...(allowedTools ?? []).filter(isToolName)];
  const skill: Skill = {
    name,
    description,
    ...(license === undefined ? {} : { license }),
    ...(compatibility === undefined ? {} : { compatibility }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(allowedTools === undefined ? {} : { allowedTools }),
    ...placesOf(frontmatter, places),
    body,
    bodyLine: places.at(bodyOffset).line,
    tools: [...new Set(named)],
    path,
  };
  return { skill, findings };
}

function placesOf({ entries }: Frontmatter, places: Places): Pick<Skill, 'places'> {
  const allowedTools = entries.get('allowed-tools');
  const hooks = entries.get('hooks');
  if (allowedTools === undefined && hooks === undefined) return {};
  return {
    places: {
      ...(allowedTools === undefined ? {} : { allowedTools: places.at(allowedTools.keyOffset) }),
      ...(hooks === undefined ? {} : { hooks: places.at(hooks.keyOffset) }),
    },
  };
}

function checkCharacters(text: string, add: Add): void {
  for (const { offset, codePoint } of hiddenCharacters(text).slice(0, MAX_HIDDEN_FINDINGS)) {
    const isMark = offset === 0 && text.startsWith(BYTE_ORDER_MARK);
    add(
      'text/hidden-character',
      'error',
      offset,
      `The invisible character ${codePoint} is here; a model reads it, a person does not.`,
      isMark ? 'Save the file as UTF-8 without a byte order mark.' : 'Remove it.',
    );
  }
  if (text.includes('\r\n')) {
    add(
      'line-endings',
      'warning',
      text.indexOf('\r\n'),
      'The lines end with CR LF; some hosts want LF.',
      'Save the file with LF.',
    );
  }
  const todo = text.indexOf('[TODO:');
  if (todo !== -1) add('todo', 'warning', todo, 'A [TODO: …] is left.', 'Write what it stands for.');
}

/** What is invisible only once the escapes of YAML are read: `"\u200b"`. */
function checkEscapes({ entries }: Frontmatter, text: string, add: Add): void {
  for (const { value, texts, valueOffset } of entries.values()) {
    const values = [value, ...(texts ?? []).flat()].filter((one) => typeof one === 'string');
    const hidden = values.flatMap((one) =>
      hiddenCharacters(one).map((found) => ({ ...found, char: one[found.offset] })),
    );
    const escaped = hidden.find(({ char }) => char !== undefined && !text.includes(char));
    if (escaped === undefined) continue;
    const message = `The invisible character ${escaped.codePoint} is here, as an escape; a model reads it, a person does not.`;
    add('text/hidden-character', 'error', valueOffset, message, 'Remove it.');
  }
}

function checkName({ entries }: Frontmatter, folder: string, add: Add): string | undefined {
  const entry = entries.get('name');
  const name = isName(folder) ? folder : toName(folder);
  const written = yamlText(name);
  const line = written === name ? `"name: ${name}"` : `\`name: ${written}\``;
  const rename = name === folder ? '' : ` and rename the folder to "${name}"`;
  if (entry === undefined) {
    add('missing', 'error', 0, 'The skill has no name.', `Add ${line}${rename}.`);
    return undefined;
  }
  const { value, valueOffset } = entry;
  if (typeof value !== 'string') {
    add('type', 'error', valueOffset, 'The name must be a text.', `Write ${line}${rename}.`);
    return undefined;
  }
  const problem = formProblem(value);
  if (problem !== undefined) {
    // what the folder asks for anyway
    const fix = name === folder ? `Write ${line}.` : problem.fix;
    add('name', 'error', valueOffset, `The name "${value}" ${problem.reason}.`, fix);
  }
  if (value !== folder) {
    const message = `The skill "${value}" is in the folder "${folder}"; the two must be the same.`;
    const other = problem === undefined ? `Rename the folder to "${value}".` : `Write ${line}${rename}.`;
    const fix = name === folder ? `Write ${line} or rename the folder.` : other;
    add('folder', 'error', valueOffset, message, fix);
  }
  return value;
}

function checkText({ entries }: Frontmatter, key: Key, required: boolean, add: Add): string | undefined {
  const entry = entries.get(key);
  if (entry === undefined) {
    if (required)
      add('missing', 'error', 0, `The skill has no ${key}.`, `Add "${key}: …": what it does and when to use it.`);
    return undefined;
  }
  const { value, valueOffset } = entry;
  if (typeof value !== 'string') {
    const fix = Array.isArray(value)
      ? `Write one text with spaces: ${key}: ${yamlText(value.map(String).join(' '))}`
      : `Write "${key}" as a text, in quotes.`;
    add('type', 'error', valueOffset, `"${key}" must be a text.`, fix);
    return undefined;
  }
  const longest = MAX_LENGTHS[key] ?? Number.POSITIVE_INFINITY;
  if (value.trim() === '')
    add('empty', 'error', valueOffset, `The ${key} is empty.`, required ? 'Write it.' : 'Write it, or remove the key.');
  const length = lengthOf(value);
  if (length > longest) {
    const message = `The ${key} has ${length} characters; hosts read ${longest}.`;
    add('too-long', 'error', valueOffset, message, `Shorten it to ${longest} characters.`);
  }
  return value;
}

function checkMetadata({ entries }: Frontmatter, add: Add): Record<string, string> | undefined {
  const entry = entries.get('metadata');
  if (entry === undefined) return undefined;
  const { texts, valueOffset } = entry;
  if (texts === undefined) {
    add('type', 'error', valueOffset, '"metadata" must have keys of its own.', 'Indent "key: value" lines below it.');
    return undefined;
  }
  for (const [key, text] of texts) {
    if (text !== undefined) continue;
    const fix = 'Write one text in quotes, or give each part of it a key of its own.';
    add('type', 'error', valueOffset, `metadata "${key}" must be a text.`, fix);
  }
  return Object.fromEntries(texts.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function checkBody(body: string, offset: number, add: Add): void {
  if (body.trim() === '')
    add('empty', 'warning', offset, 'The skill has no instructions.', 'Write them below the frontmatter.');
  const lines = body.split('\n').length;
  if (lines > MAX_LINES) {
    const message = `The instructions have ${lines} lines; ${MAX_LINES} is what fits a model's attention.`;
    add('too-long', 'warning', offset, message, 'Move details to files in references/.');
  }
}

/** `npx tool`, without a version; what it runs is then whatever somebody published last, under a name that may be mistyped. */
const NPX = /(?<=^|[\s`$(;&|])npx\s+(?:(?:-y|--yes|-q|--quiet)\s+)*((?:@[\w.-]+\/)?[a-z][\w.-]*)(?![\w./@-])/gm;

function checkCommands(body: string, offset: number, add: Add): void {
  for (const { index, 1: name = '' } of body.matchAll(NPX)) {
    const message = `\`npx ${name}\` runs whatever is published under that name when it is run.`;
    add('bare-npx', 'warning', offset + index, message, `Write a version: \`npx ${name}@1.2.3\`.`);
  }
}

function isKey(key: string): key is Key {
  return (KEYS as readonly string[]).includes(key);
}

function unknownFix(key: string, entries: Frontmatter['entries']): string {
  const meant = nearest(
    key,
    KEYS.filter((known) => !entries.has(known)),
  );
  return meant === undefined ? 'Put it under metadata.' : `Did you mean "${meant}"? Else put it under metadata.`;
}
