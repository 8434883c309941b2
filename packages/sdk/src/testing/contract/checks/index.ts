import type { Check } from '../check.ts';
import { annotations } from './annotations.ts';
import { approvals } from './approval.ts';
import { asks } from './asks-before-writing.ts';
import { cancel } from './cancel.ts';
import { cursors } from './cursors.ts';
import { argumentsDescribed, descriptions } from './descriptions.ts';
import { errors } from './errors.ts';
import { examplesAnswered, examplesFit, examplesGiven, unknownArgument } from './examples.ts';
import { generatedInput, hostileInput } from './generated.ts';
import { keptRows } from './kept-rows.ts';
import { list } from './list.ts';
import { names } from './names.ts';
import { namesShown } from './names-shown.ts';
import { notConnected } from './not-connected.ts';
import { emptyPages, repeatedPages } from './odd-pages.ts';
import { choices } from './offered-choices.ts';
import { output } from './output.ts';
import { pagination } from './pagination.ts';
import { parallel } from './parallel.ts';
import { projection } from './projection.ts';
import { readOnly } from './read-only.ts';
import { refusedWrite } from './refused-write.ts';
import { resultFiles } from './result-files.ts';
import { eras, http } from './same-over-transports.ts';
import { schemas } from './schemas.ts';
import { secrets } from './secrets.ts';
import { stdio } from './stdio.ts';
import { tokenCosts } from './token-cost.ts';
import { writeOnce } from './write-once.ts';

/** Every check, in the order in which they run: what reads before what writes, and the search for secrets at the end. */
export const CHECKS: readonly Check[] = [
  list,
  names,
  annotations,
  schemas,
  descriptions,
  argumentsDescribed,
  tokenCosts,
  notConnected,
  unknownArgument,
  examplesGiven,
  examplesFit,
  examplesAnswered,
  choices,
  output,
  stdio,
  pagination,
  cursors,
  projection,
  keptRows,
  resultFiles,
  emptyPages,
  repeatedPages,
  readOnly,
  asks,
  namesShown,
  generatedInput,
  hostileInput,
  ...errors,
  cancel,
  parallel,
  eras,
  http,
  ...approvals,
  writeOnce,
  refusedWrite,
  secrets,
];
