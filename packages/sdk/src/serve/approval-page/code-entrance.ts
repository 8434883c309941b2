import type { Entrance } from './entrance.ts';
import { codePage } from './page-layout.ts';
import type { PersonCode } from './person-code.ts';

/**
 * Lets in whoever has the code of the server's terminal.
 *
 * @param principal for whom its holder decides
 * @param onProblem told when somebody guesses
 */
export function codeEntrance(code: PersonCode, principal: string, onProblem: (text: string) => void): Entrance {
  return {
    page: (_, problem) => codePage(problem),
    form(fields, id) {
      const guess = fields.get('code');
      if (guess === null) return undefined;
      const judged = code.guess(guess);
      if (judged === 'right') return { to: id, admitted: { principal } };
      if (judged === 'wrong') return { status: 403, page: codePage('That is not the code.') };
      if (judged === 'last')
        onProblem(
          'Too many wrong codes: the approval page takes none for a minute. If that was not you, somebody is guessing.',
        );
      return {
        status: 429,
        headers: { 'retry-after': '60' },
        page: codePage('Too many wrong codes. Wait a minute, then try again.'),
      };
    },
  };
}
