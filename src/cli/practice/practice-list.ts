// Lists the practices and where their records come from.
import { listPractices, type SourceSetting } from '../../database/records/practices.ts';
import type { Text } from '../../domain/text.ts';
import { whenText } from '../../domain/time-text.ts';
import type { CommandContext } from '../frame/run-command.ts';
import { webhookAddress } from './webhook-address.ts';

const WORDS = {
  practice: { en: 'practice', nl: 'kantoor' },
  name: { en: 'name', nl: 'naam' },
  linksFrom: { en: 'links from', nl: 'koppelingen uit' },
  source: { en: 'source', nl: 'bron' },
  read: { en: 'last read', nl: 'laatst gelezen' },
  none: { en: 'none: the window cannot be guaranteed', nl: 'geen: de termijn kan niet worden gegarandeerd' },
} as const satisfies Record<string, Text>;

export async function showPractices({ foundation, out, lang }: CommandContext): Promise<void> {
  const practices = await foundation.store.inSystem(listPractices);
  if (practices.length === 0)
    out.line({
      en: 'There are no practices yet; add one with `koppel practice add`.',
      nl: 'Er zijn nog geen kantoren; voeg er een toe met `koppel practice add`.',
    });
  else {
    out.table(
      [WORDS.practice, WORDS.name, WORDS.linksFrom, WORDS.source, WORDS.read],
      practices.map(({ id, name, linksFrom, source, sourceReadAt }) => [
        id,
        name,
        linksFrom,
        source === null ? WORDS.none[lang] : placeOf(source),
        sourceReadAt === null ? '-' : whenText(sourceReadAt, lang),
      ]),
    );
  }
  out.result({
    practices: practices.map((practice) => ({
      ...practice,
      webhookAddress: webhookAddress(foundation.config, practice.id),
    })),
  });
}

function placeOf(source: SourceSetting): string {
  if (source.kind === 'software') return source.software;
  return source.kind === 'folder' ? source.path : source.url;
}
