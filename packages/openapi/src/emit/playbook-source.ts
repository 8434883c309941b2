import type { ToolModel } from '../tool/tool-model.ts';

export function playbookSource(connector: string, tools: readonly ToolModel[]): string | undefined {
  const tool = tools.find(({ access, enabled, example }) => access === 'read' && enabled && example !== undefined);
  if (!tool) return undefined;
  const given = JSON.stringify(tool.example);
  return [
    `connector: ${connector}`,
    'title: The API answers',
    '',
    'steps:',
    '  - id: read',
    `    call: ${tool.name}`,
    ...(given === '{}' || given.includes('${') ? [] : [`    with: ${given}`]),
    '    expect:',
    '      - { path: source.environment, equals: sandbox }',
    '    capture:',
    '      environment: source.environment',
    '',
    'facts:',
    '  - name: the answer comes from the sandbox',
    '    value: environment',
    '    equals: sandbox',
    '',
  ].join('\n');
}
