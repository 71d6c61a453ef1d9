// Choosing some of a list, to switch their links in one go. Only shown to those who may, where Koppel has the switch.
import { type Text } from '../domain/text.ts';
import { html, type Html } from '../http/html.ts';
import { type Visit } from './desk.ts';
import { renderOptions } from './form-parts.ts';

const WORDS = {
  all: { en: 'Choose all', nl: 'Alle kiezen' },
  chosen: { en: 'Links of those chosen', nl: 'Koppelingen van wie gekozen is' },
  count: { en: 'chosen', nl: 'gekozen' },
  with: { en: 'with', nl: 'met' },
  on: { en: 'Switch on …', nl: 'Aanzetten …' },
  off: { en: 'Switch off …', nl: 'Uitzetten …' },
} as const satisfies Record<string, Text>;

export function maySwitch({ practice, may }: Visit): boolean {
  return practice.linksFrom === 'koppel' && practice.connections.length > 0 && may('switch-links');
}

interface Choosing {
  /** Holds the boxes. */
  readonly list: Html;
  /** Nobody stands in it; whoever was chosen before may still be. */
  readonly isEmpty: boolean;
  /** The list to come back to. */
  readonly from: string;
  /** On the card of this record, to come back to that. */
  readonly card?: string;
}

export function renderChoosing(visit: Visit, { list, isEmpty, from, card = '' }: Choosing): Html {
  if (!maySwitch(visit)) return list;
  const { say, practice } = visit;
  const kept = Object.entries({ from, card }).filter(([, value]) => value !== '');
  return html`<form class="choosing${isEmpty && ' none'}" method="get" action="${visit.path('links')}">
    <label class="all"><input type="checkbox" data-all /> ${say(WORDS.all)}</label>
    <span data-kept></span>
    ${list} ${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <div class="chosen" role="group" aria-label="${say(WORDS.chosen)}">
      <output data-count="${say(WORDS.count)}"></output>
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
