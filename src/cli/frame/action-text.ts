// What is done in a portal, in words; the kind of record that it is done to keeps its code.
import type { Language, Text } from '../../domain/text.ts';

const ACTIONS: Readonly<Record<string, Text>> = {
  create: { en: 'create', nl: 'maken' },
  update: { en: 'update', nl: 'wijzigen' },
  remove: { en: 'remove', nl: 'weghalen' },
  'read-back': { en: 'read-back', nl: 'teruglezen' },
  look: { en: 'look', nl: 'bekijken' },
  resend: { en: 'resend', nl: 'opnieuw sturen' },
  withdraw: { en: 'withdraw', nl: 'intrekken' },
  'find-out': { en: 'find-out', nl: 'nagaan' },
};

export function actionText(action: string, type: string, lang: Language): string {
  const text = ACTIONS[action]?.[lang] ?? action;
  return lang === 'en' ? `${text} ${type}` : `${type} ${text}`;
}
