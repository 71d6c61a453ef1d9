// Choices that people see in words: whoever types what a table shows is understood, in either language.
import { InvalidArgumentError } from 'commander';
import { LANGUAGES, type Language, type Text } from '../../domain/text.ts';
import { onlyThese } from './usage-words.ts';

/** By the code that is handed on. */
export type ChoiceWords = Readonly<Record<string, Text>>;

/** One word without an article, as a shell takes it: `te corrigeren` is typed `te-corrigeren`, `technisch beheer` `beheer`. */
export function asTyped(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replace(/^(de|het|the|technisch)[ -]/, '')
    .replaceAll(' ', '-');
}

/** English: the codes, which scripts give. */
export function choicesOf(words: ChoiceWords, lang: Language): readonly string[] {
  return lang === 'en' ? Object.keys(words) : Object.values(words).map((word) => asTyped(word[lang]));
}

function codeOf(words: ChoiceWords, typed: string): string | undefined {
  const word = asTyped(typed);
  return Object.keys(words).find(
    (code) => code === word || LANGUAGES.some((lang) => asTyped(words[code]?.[lang] ?? '') === word),
  );
}

export function readChoice(words: ChoiceWords, lang: Language): (typed: string) => string {
  return (typed) => {
    const code = codeOf(words, typed);
    if (code !== undefined) return code;
    throw new InvalidArgumentError(onlyThese(choicesOf(words, lang)));
  };
}
