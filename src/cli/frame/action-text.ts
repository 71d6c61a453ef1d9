// What is done in a portal, and to what. In English by their codes, as they are typed and as scripts are told them.
import type { Language, Text } from '../../domain/text.ts';
import { typeName } from '../../domain/type-names.ts';

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
  return lang === 'en' ? `${text} ${type}` : `${typeText(type, lang)} ${text}`;
}

export function typeText(type: string, lang: Language): string {
  return lang === 'en' ? type : typeName(type, lang);
}
