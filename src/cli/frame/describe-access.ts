// An access in one line, for the person who decides about it.
import type { AccessName } from '../../database/ledger/brake-requests.ts';
import type { Language, Text } from '../../domain/text.ts';

const TO_CLIENT: Text = { en: 'to client', nl: 'bij klant' };

/** Never logged: it names people. */
export function describeAccess({ contact, email, client, clientNumber }: AccessName, lang: Language): string {
  const who = `${contact}${email === null ? '' : ` <${email}>`}`;
  return `${who} ${TO_CLIENT[lang]} ${client ?? ''} (${clientNumber ?? '-'})`;
}
