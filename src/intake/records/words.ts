// The words that stand for a kind, a status or a switch, in English (documented) and Dutch (accepted).
import type { ClientKind, ClientStatus } from '../../domain/client.ts';
import { DASHES } from '../../domain/plain-key.ts';
import { tidyText } from './tidy-text.ts';

export const KIND_WORDS: Readonly<Record<string, ClientKind>> = {
  company: 'company',
  bedrijf: 'company',
  onderneming: 'company',
  zakelijk: 'company',
  person: 'person',
  persoon: 'person',
  particulier: 'person',
  private: 'person',
  privé: 'person',
  prive: 'person',
  'natuurlijk persoon': 'person',
};

export const STATUS_WORDS: Readonly<Record<string, ClientStatus>> = {
  suspect: 'suspect',
  prospect: 'prospect',
  application: 'application',
  aanvraag: 'application',
  client: 'client',
  klant: 'client',
  former: 'former',
  'oud-klant': 'former',
  oudklant: 'former',
};

/** A Dutch spreadsheet makes WAAR and ONWAAR of true and false. */
export const SWITCH_WORDS: Readonly<Record<string, boolean>> = {
  yes: true,
  y: true,
  ja: true,
  j: true,
  true: true,
  waar: true,
  on: true,
  aan: true,
  1: true,
  no: false,
  n: false,
  nee: false,
  false: false,
  onwaar: false,
  off: false,
  uit: false,
  0: false,
};

/** `Object.hasOwn`, so that a cell holding "constructor" is a word like any other. */
export function readWord<T>(words: Readonly<Record<string, T>>, cell: string): T | undefined {
  const word = plainWord(tidyText(cell, 'code') ?? '');
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

// A column of ones, zeros and nothing becomes 1.0 and 0.0 where a program computes with it, =TRUE() a formula in a spreadsheet.
const DECIMALS = /^([01])[.,]0+$/;
const FUNCTION = /^=\s*(\p{L}+)\(\s*\)$/u;

/** In one Unicode form, in small letters, with one kind of hyphen. */
function plainWord(text: string): string {
  const word = text.normalize('NFKC').toLowerCase().replace(DASHES, '-');
  return word.replace(DECIMALS, '$1').replace(FUNCTION, '$1');
}
