// The HTML of signing in and out. Plain text in, plain HTML out: no script, and everything given is escaped.
import { type Language, TEXTS, type TextKey } from './sign-in-texts.ts';

export interface SignInPage {
  readonly language: Language;
  /** Where to go afterwards: a path of this server. */
  readonly next: string;
  readonly error?: Extract<TextKey, 'wrong' | 'tooMany'>;
}

export function renderSignIn(page: SignInPage): string {
  const text = TEXTS[page.language];
  const error = page.error === undefined ? '' : `<p class="error" role="alert">${text[page.error]}</p>`;
  const body = `
    <h1>${text.title}</h1>
    <p>${text.lead}</p>
    ${error}
    <form method="post" action="/sign-in?lang=${page.language}">
      <input type="hidden" name="next" value="${escapeHtml(page.next)}">
      <label for="name">${text.name}</label>
      <input id="name" name="name" autocomplete="username" autocapitalize="none" required autofocus>
      <label for="password">${text.password}</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required>
      <button>${text.submit}</button>
    </form>
    ${languageLink(page.language, `/sign-in?next=${encodeURIComponent(page.next)}&lang=`)}`;
  return renderDocument(page.language, text.title, body);
}

export function renderSignOut(page: { language: Language; name: string }): string {
  const text = TEXTS[page.language];
  const body = `
    <h1>${text.signOut}</h1>
    <p>${text.signOutLead} <strong>${escapeHtml(page.name)}</strong>.</p>
    <form method="post" action="/sign-out?lang=${page.language}"><button>${text.signOut}</button></form>
    <nav><a href="/queues">${text.back}</a></nav>
    ${languageLink(page.language, '/sign-out?lang=')}`;
  return renderDocument(page.language, text.signOut, body);
}

function languageLink(language: Language, href: string): string {
  const other = language === 'en' ? 'nl' : 'en';
  const label = TEXTS[language].otherLanguage;
  return `<nav><a href="${escapeHtml(href)}${other}" lang="${other}" hreflang="${other}">${label}</a></nav>`;
}

function renderDocument(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>${title} – Koppel</title>
  <link rel="stylesheet" href="/sign-in.css">
</head>
<body>
  <main>${body}
  </main>
</body>
</html>
`;
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES.get(character) ?? character);
}
