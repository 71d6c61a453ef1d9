// Parts of forms: choices, and what proves that a form is ours.
import { html, type Html } from '../http/html.ts';
import { type Visit } from './desk.ts';
import { WORDS } from './words.ts';

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export function renderOptions(choices: readonly Choice[], chosen: string): Html {
  return html`${choices.map(({ value, text }) => html`<option value="${value}" ${value === chosen && html` selected`}>${text}</option>`)}`;
}

/** For words that are part of whom one looks for. */
export function renderSearchField({ say }: Visit, value: string): Html {
  return html`<p class="field search">
    <label for="q">${say(WORDS.search)}</label>
    <input
      id="q"
      name="q"
      type="search"
      value="${value}"
      maxlength="200"
      autocomplete="off"
      placeholder="${say(WORDS.hint)}"
    />
  </p>`;
}

/** Stands in every form that changes something. */
export function renderToken({ reply }: Visit): Html {
  return html`<input type="hidden" name="_csrf" value="${reply.generateCsrf()}" />`;
}
