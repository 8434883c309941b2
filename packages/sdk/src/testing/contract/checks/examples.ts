import { readResultsName, saveResultsName } from '../../../connector/results-tools.ts';
import { firstLine, isInternal, kindOf, quoted, shown } from '../call-outcome.ts';
import { isRead, NO_SANDBOX, toolCheck } from '../check.ts';

export const unknownArgument = toolCheck(
  { id: 'unknown-argument', level: 'basic', title: 'names an argument that it does not know' },
  async ({ name, examples }, bench) => {
    const host = await (await bench.road()).open();
    try {
      const answer = await host.call(name, { ...examples[0], no_such_argument: 1 });
      if (kindOf(answer) !== 'invalid_request') return `it answered ${kindOf(answer) ?? 'a result'}`;
      return answer.text.includes('no_such_argument') ? undefined : 'its error does not name the argument';
    } finally {
      await host.close();
    }
  },
);

export const examplesFit = toolCheck(
  { id: 'examples-fit', level: 'basic', title: 'takes its own examples' },
  ({ tool, takes }) => {
    const wrong = tool.examples.filter((example) => !takes(example.input));
    return wrong.length > 0 ? `its schema refuses ${wrong.map((item) => `"${item.title}"`).join(', ')}` : undefined;
  },
);

export const examplesGiven = toolCheck(
  { id: 'examples-given', level: 'strict', title: 'has an example' },
  ({ tool, name }, { connector }) => {
    if (tool.examples.length > 0) return undefined;
    // they come from the SDK, and work on what another call kept
    const kept = [readResultsName(connector.name), saveResultsName(connector.name)].includes(name);
    return kept ? { skipped: 'it needs the handle of another call' } : 'it has none, so nothing shows how to call it';
  },
);

export const examplesAnswered = toolCheck(
  { id: 'examples', level: 'basic', title: 'answers its own examples' },
  async ({ name, examples }, bench) => {
    if (!bench.connected) return NO_SANDBOX;
    const host = await (await bench.road()).open();
    try {
      for (const args of examples) {
        const answer = await host.call(name, args);
        if (isInternal(answer)) return `with ${shown(args)} it failed unexpectedly: ${bench.cause()}`;
        if (answer.isError) return `with ${shown(args)} it answered ${quoted(answer)}`;
        if (answer.text.trim() === '') return `with ${shown(args)} its text is empty: ${firstLine(answer.text)}`;
      }
      return undefined;
    } finally {
      await host.close();
    }
  },
  isRead,
);
