import semver from 'semver';
import { z } from 'zod';
import { hiddenCharacters, lengthOf } from './hidden-characters.ts';
import { formProblem, isName, isToolName, nameProblem } from './names.ts';
import { writtenPathProblem } from './paths.ts';
import type { RuleParams } from './schema-issues.ts';

/** `sha256:<64 hex digits>` */
export const digestText = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'not a digest such as sha256:<64 hex digits>');

interface Broken extends RuleParams {
  message: string;
}

/** A string that one rule judges; the rule answers what is broken, or undefined. */
function text(judge: (value: string) => Broken | undefined): z.ZodString {
  return z.string().superRefine((value, context) => {
    const broken = judge(value);
    if (broken === undefined) return;
    const { message, ...params } = broken;
    context.addIssue({ code: 'custom', message, params });
  });
}

/** A name of a namespace, plugin or role. */
export function nameText(what: string): z.ZodString {
  return text((value) => {
    const problem = nameProblem(value);
    return problem && { rule: 'name', message: `The ${what} "${value}" ${problem.reason}.`, fix: problem.fix };
  });
}

/** A name of a skill, which is no route. */
export const skillName = text((value) => {
  const problem = formProblem(value);
  return problem && { rule: 'name', message: `The skill "${value}" ${problem.reason}.`, fix: problem.fix };
});

/** One exact version. Build metadata is refused: no order of versions sees it. */
export const versionText = text((value) => {
  const parsed = semver.parse(value);
  if (parsed !== null && parsed.raw === value && /^\d/.test(value)) {
    if (value.length > 64) return { rule: 'version', message: 'The version has more than 64 characters.' };
    if (parsed.build.length === 0) return undefined;
    const fix = `Write "${parsed.version}".`;
    return { rule: 'version', message: `The version "${value}" carries build metadata.`, fix };
  }
  const near = (semver.parse(value, { loose: true }) ?? semver.coerce(value))?.version ?? '1.0.0';
  const kind = semver.validRange(value) === null || /^v/.test(value) ? 'is not a semantic version' : 'is a range';
  return {
    rule: 'version',
    message: `The version "${value}" ${kind}; a plugin has one exact version.`,
    fix: `Write "${near}".`,
  };
});

export const rangeText = text((value) => {
  if (value.trim() !== '' && semver.validRange(value) !== null) return undefined;
  return { rule: 'range', message: `"${value}" is not a range of versions.`, fix: 'Write a range such as "^1.0.0".' };
});

/** `namespace/name` */
export const pluginReference = text((value) => {
  const parts = value.split('/');
  if (parts.length === 2 && parts.every(isName)) return undefined;
  return {
    rule: 'reference',
    message: `"${value}" is not a plugin's full name.`,
    fix: 'Write it as "namespace/name".',
  };
});

/** A path that stays in the plugin. */
export const pathText = text((value) => {
  const problem = writtenPathProblem(value);
  const fix = 'Write a relative path with "/" to something inside the plugin.';
  return problem === undefined ? undefined : { rule: 'path', message: `The path "${value}" ${problem}.`, fix };
});

export const toolName = text((value) => {
  if (isToolName(value)) return undefined;
  return {
    rule: 'tool-name',
    message: `"${value}" is not a tool name.`,
    fix: 'Tools are named connector_verb_object.',
  };
});

/** An absolute web address; `secureOnly` allows plain HTTP on loopback only. */
export function webAddress(secureOnly = false): z.ZodString {
  return text((value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
      return {
        rule: 'url',
        message: `"${value}" is not a web address.`,
        fix: 'Write an absolute address that starts with https://.',
      };
    }
    if (url.username !== '' || url.password !== '') {
      return {
        rule: 'url',
        message: 'The address carries credentials.',
        fix: 'Remove them: everyone who installs the plugin reads them.',
      };
    }
    if (!secureOnly) return undefined;
    if (url.hash !== '')
      return { rule: 'url', message: 'The address of a server has a fragment.', fix: 'Remove what follows "#".' };
    const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
    if (url.protocol === 'https:' || isLoopback) return undefined;
    return {
      rule: 'url',
      message: `"${value}" is not encrypted.`,
      fix: 'Use https://; plain HTTP is for loopback only.',
    };
  });
}

/** Text that a person and a model read: not blank, not too long, nothing hidden in it. */
export function proseText(what: string, longest: number): z.ZodString {
  return text((value) => {
    if (value.trim() === '') return { rule: 'empty', message: `The ${what} is empty.`, fix: `Write the ${what}.` };
    const length = lengthOf(value);
    if (length > longest) {
      const message = `The ${what} has ${length} characters; hosts read ${longest}.`;
      return { rule: 'too-long', message, fix: `Shorten it to ${longest} characters.` };
    }
    const [hidden] = hiddenCharacters(value);
    if (hidden !== undefined) {
      return {
        rule: 'text/hidden-character',
        message: `The ${what} has the invisible character ${hidden.codePoint}.`,
        fix: 'Remove it.',
      };
    }
    if (value.includes('[TODO:')) {
      return {
        rule: 'todo',
        severity: 'warning',
        message: `The ${what} still has a [TODO: …].`,
        fix: 'Write what it stands for.',
      };
    }
    return undefined;
  });
}

export const brandColor = text((value) => {
  if (/^#[0-9a-f]{6}$/i.test(value)) return undefined;
  return { rule: 'color', message: `"${value}" is not a color.`, fix: 'Write it as "#1A2B3C".' };
});
