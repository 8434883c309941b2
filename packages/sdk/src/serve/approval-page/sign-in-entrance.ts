import type { Entrance } from './entrance.ts';
import { signInPage } from './page-layout.ts';
import type { SignInOptions } from './sign-in.ts';

/** Lets in whoever signs in at the authorization server, as the person that its token names. */
export function signInEntrance(options: SignInOptions): Entrance {
  let signIn: Promise<Required<Pick<Entrance, 'visit'>>> | undefined;
  return {
    page: (id, problem) => signInPage(id, problem),
    anew: (id) => ({ to: `sign-in?for=${id}&anew`, text: 'Sign in as another person' }),
    async visit(visit) {
      // what talks to the authorization server is loaded with the first
      signIn ??= import('./sign-in.ts').then(({ signInVisits }) => signInVisits(options));
      return (await signIn).visit(visit);
    },
  };
}
