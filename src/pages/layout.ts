// What stands around every page: where one is, who one is, in which language.
import { type Practice } from '../domain/practice.ts';
import { mayDo, ROLE_TEXTS } from '../domain/role.ts';
import { type Language, type Text } from '../domain/text.ts';
import { html, type Html } from '../http/html.ts';
import { type Person } from '../http/sign-in/person.ts';
import { SCRIPT_PATH, STYLE_PATH } from './assets.ts';

const PARTS = {
  overview: { en: 'Overview', nl: 'Overzicht' },
  records: { en: 'Clients and contacts', nl: 'Klanten en contactpersonen' },
  'to-do': { en: 'To do', nl: 'Te doen' },
  tasks: { en: 'Tasks', nl: 'Taken' },
  brake: { en: 'Brake', nl: 'Rem' },
  accounts: { en: 'Accounts', nl: 'Accounts' },
} as const satisfies Record<string, Text>;
export type Part = keyof typeof PARTS;
const PART_KEYS: readonly Part[] = ['overview', 'records', 'to-do', 'tasks', 'brake', 'accounts'];

const WORDS = {
  skip: { en: 'Go to the content', nl: 'Naar de inhoud' },
  menu: { en: 'Pages', nl: "Pagina's" },
  practices: { en: 'Practices', nl: 'Kantoren' },
  queues: { en: 'Queues', nl: 'Wachtrijen' },
  operations: { en: 'operations', nl: 'technisch beheer' },
  signOut: { en: 'Sign out', nl: 'Afmelden' },
  other: { en: 'Nederlands', nl: 'English' },
} as const satisfies Record<string, Text>;

export interface Frame {
  readonly language: Language;
  readonly title: string;
  /** Null: nobody is known yet. */
  readonly person: Person | null;
  readonly practice: Practice | null;
  readonly at: Part | null;
  /** Of this page, to come back to in the other language. */
  readonly address: string;
  /** Seconds; null: it stays as it is. */
  readonly refreshS: number | null;
}

export function renderPage(frame: Frame, body: Html): string {
  const { language, title, practice, refreshS } = frame;
  const place = practice === null ? 'Koppel' : `${practice.name} – Koppel`;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} – ${place}</title>
        <link rel="stylesheet" href="${STYLE_PATH}" />
        <script src="${SCRIPT_PATH}" defer></script>
        ${refreshS !== null && html`<noscript><meta http-equiv="refresh" content="${refreshS}" /></noscript>`}
      </head>
      <body>
        <a class="skip" href="#content">${WORDS.skip[language]}</a>
        ${renderHead(frame)}
        <main id="content" tabindex="-1" ${refreshS !== null && html` data-refresh="${refreshS}"`}>
          ${body}
        </main>
      </body>
    </html> `.text;
}

function renderHead({ language, person, practice, at, address }: Frame): Html {
  return html`<header class="top">
    <div class="bar">
      <a class="brand" href="/">Koppel</a>
      ${practice !== null && html`<span class="practice">${practice.name}</span>`}
      <div class="tools">
        ${person?.practice === null && html`<a href="/">${WORDS.practices[language]}</a><a href="/queues">${WORDS.queues[language]}</a>`}
        <a href="${otherLanguage(address, language)}" lang="${language === 'en' ? 'nl' : 'en'}"
          >${WORDS.other[language]}</a
        >
        ${
          person !== null &&
          html`<span class="who"
              >${person.name} <small class="soft">(${roleText(person)[language]})</small></span
            >
            <a href="/sign-out">${WORDS.signOut[language]}</a>`
        }
      </div>
    </div>
    ${
      practice !== null &&
      html`<nav class="parts" aria-label="${WORDS.menu[language]}">
        <ul>
          ${PART_KEYS.filter((key) => isShown(key, person)).map((key) => renderPart(key, { at, practice, language }))}
        </ul>
      </nav>`
    }
  </header>`;
}

/** Of no practice: the configuration calls such a person by another role than the pages would. */
function roleText({ practice, role }: Person): Text {
  return practice === null ? WORDS.operations : ROLE_TEXTS[role];
}

/** What one may do nothing with is no part of the menu. */
function isShown(key: Part, person: Person | null): boolean {
  return key !== 'accounts' || (person !== null && mayDo(person.role, 'manage-accounts'));
}

function renderPart(
  key: Part,
  { at, practice, language }: { at: Part | null; practice: Practice; language: Language },
): Html {
  const path = key === 'overview' ? '' : `/${key}`;
  const isHere = key === at;
  return html`<li>
    <a href="/practices/${practice.id}${path}" ${isHere && html` aria-current="page"`}
      >${PARTS[key][language]}</a
    >
  </li>`;
}

function otherLanguage(address: string, language: Language): string {
  const [path = '/', query = ''] = address.split('?', 2);
  const params = new URLSearchParams(query);
  params.set('lang', language === 'en' ? 'nl' : 'en');
  return `${path}?${params.toString()}`;
}
