import { type ErrorArguments, fill } from '@rolekit/sdk/internal/texts';

/** What an import can end in, beside findings about the description (RK_FINDINGS of the SDK): a choice that makes nothing. */
export const OPENAPI_ERRORS = {
  noFile: { code: 'RK_USAGE', message: 'There is no file {path}.', fix: 'Name a description in JSON or YAML.' },
  noOperation: {
    code: 'RK_USAGE',
    message: 'No operation fits what was chosen.',
    fix: 'The description has the tags {tags}.',
  },
  noTool: { code: 'RK_USAGE', message: 'No tool can be made of what was chosen.', fix: 'Choose other operations.' },
} as const;

/** A coded error of an import: what failed, and the next step. */
export class OpenApiError<R extends keyof typeof OPENAPI_ERRORS = keyof typeof OPENAPI_ERRORS> extends Error {
  readonly code: 'RK_USAGE';
  readonly fix: string;

  constructor(reason: R, ...[data = {}]: ErrorArguments<(typeof OPENAPI_ERRORS)[R]>) {
    const { code, message, fix } = OPENAPI_ERRORS[reason];
    super(fill(message, data));
    this.name = 'OpenApiError';
    this.code = code;
    this.fix = fill(fix, data);
  }
}
