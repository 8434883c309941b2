/** Built-in functions that do more than read, and what they do. */
export interface Refusal {
  /** The page below https://docs.snowflake.com/en/sql-reference/ that describes them. */
  page: string;
  /** Completes "X …". */
  does: string;
  names: string;
  /** Further ones of the family, by how they begin. */
  like?: RegExp;
}

export const REFUSED_FAMILIES: readonly Refusal[] = [
  {
    page: 'functions-string#ai-functions',
    does: 'calls a model, which costs apart from the warehouse',
    names: `AI_AGG AI_CLASSIFY AI_COMPLETE AI_COUNT_TOKENS AI_EMBED AI_EXTRACT AI_FILTER AI_FUNCTION_EVALUATION
AI_FUNCTION_OPTIMIZATION AI_MULTI_EMBED AI_PARSE_DOCUMENT AI_REDACT AI_SENTIMENT AI_SIMILARITY AI_SUMMARIZE AI_SUMMARIZE_AGG
AI_TRANSCRIBE AI_TRANSLATE CORTEX_SEARCH_DATA_SCAN EXECUTE_AI_EVALUATION EXTRACT_SEMANTIC_CATEGORIES`,
    like: /^AI_|(?:^|\.)CORTEX\.|^SNOWFLAKE\.(?:ML|LOCAL)\./,
  },
  {
    page: 'functions-notification',
    does: 'builds a message for an integration',
    names: `APPLICATION_JSON EMAIL_INTEGRATION_CONFIG INTEGRATION SANITIZE_WEBHOOK_CONTENT TEXT_HTML TEXT_PLAIN`,
    like: /^SYSTEM\$SEND_|^SNOWFLAKE\.NOTIFICATION\./,
  },
  {
    page: 'functions-file',
    does: 'reads a stage or a file',
    names: `BUILD_SCOPED_FILE_URL BUILD_STAGE_FILE_URL DIRECTORY GET_ABSOLUTE_PATH GET_PRESIGNED_URL GET_RELATIVE_PATH
GET_STAGE_LOCATION INFER_SCHEMA TO_FILE TRY_TO_FILE VALIDATE VALIDATE_PIPE_LOAD`,
    like: /^FL_/,
  },
  {
    page: 'functions/to_query',
    does: 'runs a statement that stands in a text',
    names: `TO_QUERY SYSTEM$EXPLAIN_PLAN_JSON`,
  },
  { page: 'user-guide/querying-sequences', does: 'moves a sequence', names: `GETNEXTVAL` },
  { page: 'functions/set_sys_context', does: 'changes the session', names: `SET_SYS_CONTEXT` },
  {
    page: 'functions-system',
    does: 'gives out a secret',
    names: `SYSTEM$DECODE_PAT SYSTEM$FETCH_EXTERNAL_SECRET_FROM_INTEGRATION SYSTEM$GENERATE_SCIM_ACCESS_TOKEN
SYSTEM$ISSUE_WORKLOAD_IDENTITY_FEDERATION_TOKEN SYSTEM$LIST_EXTERNAL_SECRETS SYSTEM$SHOW_OAUTH_CLIENT_SECRETS`,
  },
  {
    page: 'functions-system',
    does: 'keeps a warehouse busy without reading',
    names: `SYSTEM$WAIT SYSTEM$WAIT_FOR_SERVICES`,
  },
  {
    page: 'functions-system',
    does: 'is a system function that can change something or reach out of the account',
    names: '',
    like: /^SYSTEM\$/,
  },
];
