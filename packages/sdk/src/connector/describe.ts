import { toolDigest } from '../digest/digest.ts';
import { isObject } from '../json-value.ts';
import { advertisedSchema } from './advertised-schema.ts';
import type { Connector } from './connector.ts';
import {
  type ConnectorDescription,
  MAX_EXAMPLE_TITLE,
  MAX_EXAMPLES,
  type ToolDefinition,
  type ToolEntry,
  type ToolExample,
} from './description-types.ts';
import { describeFields } from './field.ts';
import { refuseOtherTools } from './outside-connector.ts';
import type { AnyTool } from './tool.ts';
import { inputSchemaOf, jsonSchemaOf, outputJsonSchemaOf } from './tool-schemas.ts';

/** Of an example, as JSON. */
const MAX_EXAMPLE_LENGTH = 2000;

/**
 * A connector as data: what `tools.json` holds, without its code.
 *
 * @throws RK_DEFINITION for a connector of another copy of the SDK, whose tools this one cannot serve
 */
export function describeConnector(connector: Connector): ConnectorDescription {
  refuseOtherTools(connector.name, connector.tools);
  const config = describeFields(connector.connection.config);
  const isUntested = connector.connection.test === undefined && config.some((field) => field.secret);
  return {
    name: connector.name,
    title: connector.title,
    version: connector.version,
    description: connector.description,
    config,
    hosts: [...connector.hosts],
    ...(connector.folders?.length ? { folders: connector.folders.map((use) => ({ ...use })) } : {}),
    ...(isUntested ? { untested: true as const } : {}),
    tools: Object.values(connector.tools).map(describeTool),
  };
}

/** A tool's full MCP definition (2026-07-28) with its digest. */
export function describeTool(tool: AnyTool): ToolEntry {
  const definition: ToolDefinition = {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: advertisedSchema(jsonSchemaOf(inputSchemaOf(tool), 'input')),
    outputSchema: outputJsonSchemaOf(tool),
    annotations: {
      title: tool.title,
      readOnlyHint: tool.access === 'read',
      destructiveHint: tool.access === 'destructive',
      idempotentHint: tool.access === 'read',
      openWorldHint: true,
    },
  };
  const examples = examplesOf(tool);
  return {
    access: tool.access,
    enabled: tool.enabled,
    definition,
    digest: toolDigest(definition),
    ...(examples.length > 0 ? { examples } : {}),
    ...(tool.words ? { words: tool.words } : {}),
  };
}

/** The first few; a long one is a test's and helps nobody to read, and one without arguments says nothing. */
function examplesOf(tool: AnyTool): ToolExample[] {
  return tool.examples.slice(0, MAX_EXAMPLES).flatMap(({ title, input }) => {
    const text = JSON.stringify(input) ?? '';
    const plain: unknown = text.length > 0 && text.length <= MAX_EXAMPLE_LENGTH ? JSON.parse(text) : undefined;
    return isObject(plain) && Object.keys(plain).length > 0
      ? [{ title: title.slice(0, MAX_EXAMPLE_TITLE), input: plain }]
      : [];
  });
}
