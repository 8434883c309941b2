import { isObject } from '@rolekit/sdk/internal';
import type { ToolAnswer } from '../playbook/index.ts';

/** A call that failed, in the words and with the code of the tool's own answer. */
export class ToolError extends Error {
  readonly code: string;
  readonly fix: string;

  /** @param advise completes the commands that the server names */
  constructor(answer: Pick<ToolAnswer, 'structured' | 'text'>, advise: (text: string) => string) {
    const error = isObject(answer.structured) && isObject(answer.structured.error) ? answer.structured.error : {};
    const read = (key: string) => (typeof error[key] === 'string' ? error[key] : undefined);
    super(advise(read('message') ?? answer.text));
    this.name = 'ToolError';
    this.code = read('code') ?? 'RK_INTERNAL';
    // the server speaks to hosts; here the person only has to be there
    const alone = this.code === 'RK_APPROVAL_REQUIRED';
    this.fix = alone ? 'Run it in a terminal to see and approve the change.' : advise(read('next') ?? '');
  }
}
