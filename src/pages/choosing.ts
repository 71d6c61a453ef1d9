// Choosing some of a list, to switch their links in one go. Only shown to those who may, where Koppel has the switch.
import { type Text } from '../domain/text.ts';
import { html, type Html } from '../http/html.ts';
import { type Visit } from './desk.ts';
import { renderOptions } from './form-parts.ts';

const WORDS = {
  all: { en: 'Choose all', nl: 'Alle kiezen' },
  chosen: { en: 'Links of those chosen', nl: 'Koppelingen van wie gekozen is' },
  with: { en: 'with', nl: 'met' },
  on: { en: 'Switch on …', nl: 'Aanzetten …' },
  off: { en: 'Switch off …', nl: 'Uitzetten …' },
} as const satisfies Record<string, Text>;

export function maySwitch({ practice, may }: Visit): boolean {
  return practice.linksFrom === 'koppel' && practice.connections.length > 0 && may('switch-links');
}

/** `list` holds the boxes. `from`: the list to come back to. */
export function renderChoosing(visit: Visit, { list, from }: { list: Html; from: string }): Html {
  if (!maySwitch(visit)) return list;
  const { say, practice } = visit;
  return html`<form class="choosing" method="get" action="${visit.path('links')}">
    <label class="all"><input type="checkbox" data-all /> ${say(WORDS.all)}</label>
    <span data-kept></span>
    ${list} ${from !== '' && html`<input type="hidden" name="from" value="${from}" />`}
    <div class="chosen" role="group" aria-label="${say(WORDS.chosen)}">
      ${renderConnections(practice.connections, say(WORDS.with))}
      <button class="quiet" name="to" value="on">${say(WORDS.on)}</button>
      <button class="quiet" name="to" value="off">${say(WORDS.off)}</button>
    </div>
  </form>`;
}

function renderConnections(names: readonly string[], label: string): Html {
  const [first = '', second] = names;
  if (second === undefined) return html`<input type="hidden" name="connection" value="${first}" />`;
  const choices = names.map((name) => ({ value: name, text: name }));
  return html`<label class="with"
    >${label}
    <select name="connection">
      ${renderOptions(choices, first)}
    </select></label
  >`;
}

/** Null: a label stands around it. */
export function renderBox(id: string, name: string | null): Html {
  return html`<input
    type="checkbox"
    name="record"
    value="${id}"
    ${name !== null && html` aria-label="${name}"`}
  />`;
}
