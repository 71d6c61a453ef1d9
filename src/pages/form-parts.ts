// Parts of forms: choices, and what proves that a form is ours.
import { html, type Html } from '../http/html.ts';
import { type Visit } from './desk.ts';

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export function renderOptions(choices: readonly Choice[], chosen: string): Html {
  return html`${choices.map(({ value, text }) => html`<option value="${value}" ${value === chosen && html` selected`}>${text}</option>`)}`;
}

/** Stands in every form that changes something. */
export function renderToken({ reply }: Visit): Html {
  return html`<input type="hidden" name="_csrf" value="${reply.generateCsrf()}" />`;
}
