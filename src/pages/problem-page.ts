// What is said when something cannot be shown or done.
import { type Language, type Text } from '../domain/text.ts';
import { html, type Html } from '../http/html.ts';
import { type HttpProblem, type ProblemSlug } from '../http/problem.ts';

const TEXTS: Readonly<Partial<Record<ProblemSlug, Text>>> = {
  'not-found': {
    en: 'There is nothing here, or it belongs to another practice.',
    nl: 'Hier staat niets, of het hoort bij een ander kantoor.',
  },
  'no-right': {
    en: 'Your role does not allow this. Ask somebody who has the rights.',
    nl: 'Uw rol staat dit niet toe. Vraag het aan iemand met de rechten hiervoor.',
  },
  'no-token': {
    en: 'This form is too old. Nothing was changed; go back, load the page again and save once more.',
    nl: 'Dit formulier is te oud. Er is niets gewijzigd; ga terug, laad de pagina opnieuw en bewaar nog eens.',
  },
  'not-signed-in': {
    en: 'You are not signed in any more. Nothing was changed; sign in and do it again.',
    nl: 'U bent niet meer aangemeld. Er is niets gewijzigd; meld u aan en doe het opnieuw.',
  },
  'invalid-request': {
    en: 'The address or the form asks for something that there is not.',
    nl: 'Het adres of het formulier vraagt om iets dat er niet is.',
  },
  'too-many-requests': {
    en: 'This was asked too often. Wait a minute and try again.',
    nl: 'Dit is te vaak gevraagd. Wacht een minuut en probeer het opnieuw.',
  },
  'internal-error': {
    en: 'Koppel itself failed. Tell operations, with the number below.',
    nl: 'Koppel zelf is vastgelopen. Meld het aan technisch beheer, met het nummer hieronder.',
  },
  'cross-site': {
    en: 'The form came from another site. Nothing was changed.',
    nl: 'Het formulier kwam van een andere site. Er is niets gewijzigd.',
  },
};

const WORDS = {
  title: { en: 'This cannot be shown', nl: 'Dit kan niet worden getoond' },
  other: { en: 'This cannot be done.', nl: 'Dit kan niet.' },
  back: { en: 'To the first page', nl: 'Naar de eerste pagina' },
  number: { en: 'Number', nl: 'Nummer' },
} as const satisfies Record<string, Text>;

export function renderProblem(
  problem: HttpProblem,
  { language, requestId }: { readonly language: Language; readonly requestId: string },
): { readonly title: string; readonly body: Html } {
  const title = WORDS.title[language];
  const said = (TEXTS[problem.slug] ?? WORDS.other)[language];
  const body = html`<section class="panel narrow">
    <h1>${title}</h1>
    <p>${said}</p>
    <p class="buttons"><a class="button" href="/">${WORDS.back[language]}</a></p>
    <p class="soft">${WORDS.number[language]} ${requestId}</p>
  </section>`;
  return { title, body };
}
