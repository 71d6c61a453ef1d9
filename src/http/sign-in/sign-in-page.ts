// The HTML of signing in and out. No script, and everything given is escaped.
import { type Language } from '../../domain/text.ts';
import { html, type Html, type HtmlPart } from '../html.ts';
import { TEXTS, type TextKey } from './sign-in-texts.ts';

export interface SignInPage {
  readonly language: Language;
  /** Where to go afterwards: a path of this server. */
  readonly next: string;
  /** What stands in the field already. */
  readonly practice: string;
  readonly error?: Extract<TextKey, 'wrong' | 'tooMany'>;
}

export function renderSignIn(page: SignInPage): string {
  const text = TEXTS[page.language];
  const error = page.error !== undefined && html`<p class="error" role="alert">${text[page.error]}</p>`;
  const isKnown = page.practice !== '';
  const body = html` <h1>${text.title}</h1>
    ${error}
    <form method="post" action="/sign-in?lang=${page.language}">
      <input type="hidden" name="next" value="${page.next}" />
      <label for="practice">${text.practice}</label>
      <input
        id="practice"
        name="practice"
        value="${page.practice}"
        autocomplete="organization"
        autocapitalize="none"
        aria-describedby="practice-hint"
        ${autofocus(!isKnown)}
      />
      <p id="practice-hint" class="hint">${text.practiceHint}</p>
      <label for="name">${text.name}</label>
      <input
        id="name"
        name="name"
        autocomplete="username"
        autocapitalize="none"
        required${autofocus(isKnown)}
      />
      <label for="password">${text.password}</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required />
      <button>${text.submit}</button>
    </form>
    ${languageLink(page.language, `/sign-in?next=${encodeURIComponent(page.next)}&lang=`)}`;
  return renderDocument(page.language, text.title, body);
}

const autofocus = (is: boolean): HtmlPart => is && html` autofocus`;

export function renderSignOut(page: { language: Language; name: string }): string {
  const text = TEXTS[page.language];
  const body = html` <h1>${text.signOut}</h1>
    <p>${text.signOutLead} <strong>${page.name}</strong>.</p>
    <form method="post" action="/sign-out?lang=${page.language}"><button>${text.signOut}</button></form>
    <p><a href="/">${text.back}</a></p>
    ${languageLink(page.language, '/sign-out?lang=')}`;
  return renderDocument(page.language, text.signOut, body);
}

function languageLink(language: Language, href: string): Html {
  const other = language === 'en' ? 'nl' : 'en';
  return html`<nav>
    <a href="${href}${other}" lang="${other}" hreflang="${other}">${TEXTS[language].otherLanguage}</a>
  </nav>`;
}

function renderDocument(language: Language, title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} – Koppel</title>
        <link rel="stylesheet" href="/sign-in.css" />
      </head>
      <body>
        <main>
          <p class="brand">Koppel</p>
          ${body}
        </main>
      </body>
    </html> `.text;
}
