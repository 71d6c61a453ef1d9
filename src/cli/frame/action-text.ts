// What is done in a portal, and to what.
import type { Language, Text } from '../../domain/text.ts';
import { typeName } from '../../domain/type-names.ts';

const ACTIONS: Readonly<Record<string, Text>> = {
  create: { en: 'create', nl: 'maken' },
  update: { en: 'update', nl: 'wijzigen' },
  remove: { en: 'remove', nl: 'weghalen' },
  'read-back': { en: 'read back', nl: 'teruglezen' },
  look: { en: 'look at', nl: 'bekijken' },
  resend: { en: 'mail again', nl: 'opnieuw sturen' },
  withdraw: { en: 'withdraw', nl: 'intrekken' },
  'find-out': { en: 'find out about', nl: 'nagaan' },
};

export function actionText(action: string, type: string, lang: Language): string {
  const [text, name] = [ACTIONS[action]?.[lang] ?? action, typeName(type, lang)];
  return lang === 'en' ? `${text} ${name}` : `${name} ${text}`;
}
