import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'eval',
  description: 'Run a plugin’s playbooks in front of a model, and grade them without one',
  examples: [
    'rolekit eval plugins/sales --model gpt-5 --endpoint https://models.example.com/v1 --only review-forecast',
    'rolekit eval --model qwen3 --endpoint http://127.0.0.1:11434/v1 --runs 3 --without',
    'rolekit eval --model claude-sonnet-4-5 --endpoint https://models.example.com --provider anthropic --price-in 3 --price-out 15 --budget-usd 5',
  ],
  notes:
    'Calls a model, which costs money. The key comes from `ROLEKIT_EVAL_KEY`, else from `OPENAI_API_KEY` for api.openai.com and `ANTHROPIC_API_KEY` for api.anthropic.com; it goes nowhere else. Exit code 1 below `--min-pass`, and when a budget or the endpoint ended it before all was run. See [evals](evals.md).',
  args: {
    path: { type: 'positional', required: false, default: '.', description: 'Plugin folder' },
    model: { type: 'string', valueHint: 'name', description: 'Model, as the endpoint calls it' },
    endpoint: {
      type: 'string',
      valueHint: 'url',
      description: 'Address of an API that speaks Chat Completions or Anthropic’s Messages',
    },
    provider: {
      type: 'string',
      valueHint: 'openai|anthropic',
      description: 'What the endpoint speaks (default: by its address)',
    },
    only: { type: 'string', valueHint: 'name', description: 'Only the playbooks of this file, skill or connector' },
    runs: { type: 'string', valueHint: 'number', description: 'Runs of each playbook (default: 5)' },
    without: { type: 'boolean', description: 'Run it without the plugin too, to compare' },
    'min-pass': {
      type: 'string',
      valueHint: 'share',
      description: 'Fail when fewer runs pass, e.g. 0.8 (default: 0)',
    },
    'max-turns': { type: 'string', valueHint: 'number', description: 'Answers of the model in one run (default: 40)' },
    'max-tokens': { type: 'string', valueHint: 'number', description: 'Tokens of one answer (default: 8192)' },
    timeout: { type: 'string', valueHint: 'seconds', description: 'Time of one run (default: 600)' },
    'budget-tokens': { type: 'string', valueHint: 'number', description: 'Stop after so many tokens, in and out' },
    'budget-usd': { type: 'string', valueHint: 'amount', description: 'Stop after so many USD; needs prices' },
    'price-in': { type: 'string', valueHint: 'usd', description: 'USD for a million tokens that the model reads' },
    'price-out': { type: 'string', valueHint: 'usd', description: 'USD for a million tokens that the model writes' },
    ...registryOption,
  },
  values: { path: 'plugin folder', provider: ['openai', 'anthropic'] },
});
