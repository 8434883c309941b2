import { relative, resolve, sep } from 'node:path';
import { type Finding, hasErrors } from '@rolekit/sdk';
import type { ListedWord } from '@rolekit/sdk/internal/words';
import { wordsLine } from '../../build/index.ts';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { openBuildRegistries } from '../../registry/namespace-registries.ts';
import { renderFindings } from '../../report.ts';
import type { Out } from '../../terminal.ts';
import { type Checked, checkPlugin } from '../../validate/check.ts';
import { type Fixed, fixFindings, isFixable } from '../../validate/fix.ts';
import { sarifOf } from '../../validate/sarif.ts';
import type words from './words.ts';

interface Validation {
  path: string;
  kind: Checked['kind'];
  valid: boolean;
  findings: Finding[];
  fixed: Fixed[];
  words?: ListedWord[];
  format: 'text' | 'json' | 'sarif';
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Validation> {
    const path = resolve(context.cwd, args.path);
    const build = await openBuildRegistries(args, context, path);
    const options = { types: args.types, onStep: context.progress.step, build };
    context.progress.step(`Checking ${args.path}`);
    let checked = await checkPlugin(path, options);
    let fixed: Fixed[] = [];
    if (args.fix && checked.kind === 'source') {
      fixed = await fixFindings(path, checked.findings);
      if (fixed.length > 0) checked = await checkPlugin(path, options);
    }
    return {
      path: relative(context.cwd, path).split(sep).join('/') || '.',
      kind: checked.kind,
      valid: !hasErrors(checked.findings),
      findings: checked.findings,
      fixed,
      ...(checked.words ? { words: checked.words } : {}),
      format: args.format,
    };
  },
  render(result, out) {
    const { format, ...data } = result;
    if (format === 'json') out.line(JSON.stringify(data, null, 2));
    else if (format === 'sarif') out.line(JSON.stringify(sarifOf(result.findings, result.path), null, 2));
    else renderText(result, out);
  },
  exitCode: (result) => (result.valid ? EXIT.done : EXIT.failed),
});

function renderText({ path, kind, valid, findings, fixed, words }: Validation, out: Out): void {
  for (const { file, line, from, to } of fixed)
    out.line(`${file}:${line}  ${out.paint.green('fixed')}  ${from} → ${to}`);
  renderFindings(findings, out);
  const count = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  const warnings = count('warning');
  const fixable = fixed.length === 0 ? findings.filter(isFixable).length : 0;
  if (findings.length > 0 || fixed.length > 0) out.line();
  if (valid) {
    const also = warnings > 0 ? `, with ${warnings} warning${warnings === 1 ? '' : 's'}` : '';
    out.line(`${out.paint.green('valid')}  ${path} (${kind})${also}`);
    if (words) out.line(`words  ${wordsLine(words)}`);
  } else {
    const also = fixable > 0 ? ` \`--fix\` repairs ${fixable} of them.` : '';
    out.line(`${out.paint.red(`${count('error')} error(s)`)}, ${warnings} warning(s) in ${path} (${kind}).${also}`);
  }
}
