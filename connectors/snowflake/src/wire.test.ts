import { parseAnswer, safeParseAnswer } from '@rolekit/sdk/http';
import { expect, it } from 'vitest';
import { FAILURE, STATEMENT } from './wire.ts';

it('null for what is optional is read as if it were not there', () => {
  const column = { name: 'A', type: 'text', nullable: null, precision: null, scale: null };
  const meta = { numRows: 1, rowType: [column], partitionInfo: [{ rowCount: 1, uncompressedSize: null }] };
  const result = { statementHandle: 'a', createdOn: null, resultSetMetaData: meta, data: [[null]] };
  expect(parseAnswer('Snowflake', STATEMENT, result)).toMatchObject({ statementHandle: 'a', data: [[null]] });
  const none = { ...result, resultSetMetaData: { ...meta, partitionInfo: null }, data: null };
  expect(parseAnswer('Snowflake', STATEMENT, none)).toMatchObject({ statementHandle: 'a' });
  const failure = { code: '002003', sqlState: null, message: 'no such table', statementHandle: null };
  expect(safeParseAnswer(FAILURE, failure).data).toEqual({ code: '002003', message: 'no such table' });
});
