import { guessOf } from '../tool/paging-words.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { canUndo, undoGap } from '../tool/undo-gaps.ts';

export function readme({ name, title, tools }: { name: string; title: string; tools: readonly ToolModel[] }): string {
  const cell = (text: string) => text.replace(/[|\n<>]/g, ' ');
  const rows = tools.map(
    ({ name: tool, access, enabled, operation: { method, path } }) =>
      `| \`${tool}\` | ${access} | ${enabled ? 'on' : 'off'} | \`${cell(`${method.toUpperCase()} ${path}`).replaceAll('`', '')}\` |`,
  );
  const reads = tools
    .filter(({ guessedRead }) => guessedRead)
    .map(({ name: tool }) => `- \`${tool}\` reads, although it is a POST.`);
  const pages = tools.flatMap(({ name: tool, list }) => (list ? [`- \`${tool}\`: ${cell(guessOf(list.paging))}`] : []));
  const undone = tools.filter(canUndo).map(({ name: tool }) => `\`${tool}\``);
  const stays = tools.flatMap((tool) => {
    const gap = undoGap(tool);
    return gap === undefined ? [] : [`- \`${tool.name}\`: ${gap}.`];
  });
  const off = tools.flatMap(({ name: tool, off: why }) => (why ? [`- \`${tool}\`: ${cell(why)}.`] : []));
  const guesses = [...reads, ...pages];
  return `# ${title}

A Rolekit connector, started from an OpenAPI description.

| tool | access | by default | calls |
| --- | --- | --- | --- |
${rows.join('\n')}

At most 12 tools are on by default; a plugin can switch more on.
${undone.length > 0 ? `\n\`rolekit undo\` sets back what was written with ${undone.join(', ')}.\n` : ''}${stays.length > 0 ? `\nIt cannot undo:\n\n${stays.join('\n')}\n` : ''}${guesses.length > 0 ? `\n## Check these guesses\n\n${guesses.join('\n')}\n` : ''}
${off.length > 0 ? `\n## Off for want of a credential\n\n${off.join('\n')}\n` : ''}
## Try it

\`\`\`sh
rolekit validate
rolekit test
rolekit sandbox ${name}
\`\`\`

| file | holds |
| --- | --- |
| \`src/api.ts\` | the settings, and how a connection signs in |
| \`src/tools/\` | the tools |
| \`src/answers.ts\` | what they answer |
| \`src/types.ts\` | the whole answers as TypeScript types |
| \`sandbox/\` | a server that answers as the description says |
`;
}
