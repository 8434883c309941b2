export type DemoDataErrorCode = 'DEMO_EMPTY_CHOICE' | 'DEMO_UNKNOWN_NAME' | 'DEMO_BAD_DATE';

/** A mistake in the demo data itself: a planted story that names something that is not there. */
export class DemoDataError extends Error {
  override readonly name = 'DemoDataError';
  readonly code: DemoDataErrorCode;

  constructor(code: DemoDataErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
