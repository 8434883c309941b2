import { z } from 'zod';
import { isObject } from '../json-value.ts';
import { nearest } from '../suggest.ts';
import { isName, toName } from '../tree/names.ts';
import {
  brandColor,
  nameText,
  pathText,
  pluginReference,
  proseText,
  rangeText,
  skillName,
  toolName,
  versionText,
  webAddress,
} from '../tree/text-rules.ts';
import { pluginComponents } from './components.ts';

/** `$schema` of every `plugin.json`. */
export const PLUGIN_SCHEMA = 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json';

const MAX_DESCRIPTION_LENGTH = 1024;
/** A host may run what stands under the key of its vendor, so only keys that are known to be harmless are taken. */
const KNOWN_EXTENSIONS: readonly string[] = ['dev.rolekit', 'com.openai'];
const KINDS = ['plugin', 'path', 'url'] as const;

// Checks on a whole object run even when something inside it is wrong, so that all problems come at once.
const always = { when: () => true };

const tools = z.array(toolName);

const connectorRef = z
  .strictObject({
    plugin: pluginReference.optional(),
    range: rangeText.optional(),
    path: pathText.optional(),
    url: webAddress(true).optional(),
    tools: tools.optional(),
  })
  .superRefine((value, context) => {
    if (!isObject(value)) return;
    const given = KINDS.filter((kind) => kind in value);
    const add = (message: string, fix: string) => {
      context.addIssue({ code: 'custom', message, params: { rule: 'connector', fix } });
    };
    if (given.length !== 1) {
      const found = given.length === 0 ? 'none of them' : given.join(' and ');
      const fix =
        given.length === 0
          ? 'Say where it comes from: add "plugin" and "range", "path", or "url".'
          : 'Keep the one it comes from.';
      add(`A connector has exactly one of plugin, path and url, not ${found}.`, fix);
    }
    if ('plugin' in value && !('range' in value))
      add('A connector from a registry needs a range.', 'Add "range": "^1.0.0".');
    if ('range' in value && !('plugin' in value))
      add('A range belongs to a connector with "plugin".', 'Remove "range".');
  }, always);

const skillNames = z.array(skillName).max(200, 'at most 200 skills');

/** What a plugin that follows a base takes of it, and what not. */
const extendsRef = z.strictObject({
  plugin: pluginReference,
  range: rangeText,
  skills: z.strictObject({ remove: skillNames.optional(), replace: skillNames.optional() }).optional(),
  connectors: z
    .record(
      z.string(),
      z.union([z.literal(false), z.strictObject({ version: versionText.optional(), tools: tools.optional() })]),
    )
    .optional(),
});

const pluginInterface = z.strictObject({
  displayName: proseText('display name', 64).optional(),
  shortDescription: proseText('short description', MAX_DESCRIPTION_LENGTH).optional(),
  longDescription: proseText('long description', 4000).optional(),
  category: proseText('category', 64).optional(),
  prompts: z
    .array(proseText('prompt', 128))
    .superRefine((value, context) => {
      if (!Array.isArray(value) || value.length <= 3) return;
      const message = `Hosts show 3 prompts; ${value.length} are given.`;
      context.addIssue({
        code: 'custom',
        message,
        params: { rule: 'prompts', severity: 'warning', fix: 'Keep the best 3.' },
      });
    }, always)
    .optional(),
  icon: pathText.optional(),
  brandColor: brandColor.optional(),
});

/** Schema of `extensions["dev.rolekit"]`. */
const rolekitExtensionSchema = z.strictObject({
  namespace: nameText('namespace'),
  role: nameText('role').optional(),
  connectors: z
    .record(z.string(), connectorRef)
    .superRefine((value, context) => {
      for (const key of isObject(value) ? Object.keys(value) : []) {
        if (isName(key)) continue;
        const message = `The connector name "${key}" is not made of lower-case letters, digits and single hyphens.`;
        context.addIssue({
          code: 'custom',
          path: [key],
          message,
          params: { rule: 'name', fix: toName(key) === '' ? 'Rename it.' : `Use "${toName(key)}".` },
        });
      }
    }, always)
    .optional(),
  extends: extendsRef.optional(),
  policy: z.strictObject({ writes: z.enum(['confirm', 'deny']).optional(), denyTools: tools.optional() }).optional(),
  interface: pluginInterface.optional(),
  components: pluginComponents.optional(),
  waivers: z
    .array(z.strictObject({ rule: z.literal('text/credential'), path: pathText, reason: proseText('reason', 300) }))
    .max(50, 'a plugin has at most 50 waivers')
    .optional(),
});

/** What Codex shows about a plugin. Whatever else it takes from its extension, such as `hooks` and `apps`, is refused. */
const openaiExtension = z.strictObject({
  interface: z
    .strictObject({
      displayName: proseText('display name', 64).optional(),
      shortDescription: proseText('short description', MAX_DESCRIPTION_LENGTH).optional(),
      longDescription: proseText('long description', 4000).optional(),
      developerName: proseText('developer name', 128).optional(),
      category: proseText('category', 64).optional(),
      capabilities: z.array(z.enum(['Interactive', 'Read', 'Write'])).optional(),
      websiteURL: webAddress().optional(),
      privacyPolicyURL: webAddress().optional(),
      termsOfServiceURL: webAddress().optional(),
      defaultPrompt: z.array(proseText('prompt', 128)).optional(),
      brandColor: brandColor.optional(),
      composerIcon: pathText.optional(),
      logo: pathText.optional(),
    })
    .optional(),
});

/** Schema of the root `plugin.json`: Agent Plugins 1.0.0 as all hosts accept it. */
export const manifestSchema = z
  .strictObject({
    $schema: z.literal(PLUGIN_SCHEMA),
    name: nameText('name'),
    version: versionText,
    description: proseText('description', MAX_DESCRIPTION_LENGTH),
    author: z
      .strictObject({ name: proseText('author name', 128), email: z.string().optional(), url: webAddress().optional() })
      .optional(),
    homepage: webAddress().optional(),
    repository: webAddress().optional(),
    license: proseText('license', 128).optional(),
    keywords: z.array(proseText('keyword', 64)).optional(),
    extensions: z
      .looseObject({ 'dev.rolekit': rolekitExtensionSchema, 'com.openai': openaiExtension.optional() })
      .superRefine((value, context) => {
        for (const key of isObject(value) ? Object.keys(value) : []) {
          if (KNOWN_EXTENSIONS.includes(key)) continue;
          const meant = nearest(key, KNOWN_EXTENSIONS);
          const fix = meant === undefined ? 'Remove it.' : `Did you mean "${meant}"?`;
          const message =
            meant === undefined
              ? `A host may act on the extension "${key}", and Rolekit does not know how.`
              : `"${key}" looks like "${meant}".`;
          context.addIssue({ code: 'custom', path: [key], message, params: { rule: 'extension', fix } });
        }
      }, always),
  })
  .superRefine((value, context) => {
    const name: unknown = value?.name;
    const connectors: unknown = value?.extensions?.['dev.rolekit']?.connectors;
    if (typeof name !== 'string' || !isObject(connectors)) return;
    const own = connectors[name];
    if (!isObject(own) || !('url' in own)) return;
    const path = ['extensions', 'dev.rolekit', 'connectors', name];
    const message = `The remote connector "${name}" has the name of the plugin, which is the name of its own server.`;
    context.addIssue({ code: 'custom', path, message, params: { rule: 'connector', fix: 'Rename the connector.' } });
  }, always);
