// Which language a page is written in.
import { type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isLanguage, type Language } from '../domain/text.ts';
import { type ServerOptions } from './ports.ts';

const querySchema = z.object({ lang: z.unknown() }).partial();

/** Of this request alone: what its address asks for, else what its sender prefers. Null: neither is one of ours. */
export function wishedLanguage({ query, headers }: FastifyRequest): Language | null {
  const asked = querySchema.safeParse(query).data?.lang;
  return isLanguage(asked) ? asked : wishOf(headers['accept-language']);
}

/** What was asked for in the address leads and is remembered; then the browser's wish, the setting, and Dutch. */
export function languageOf(request: FastifyRequest, { language = 'nl' }: ServerOptions): Language {
  const asked = querySchema.safeParse(request.query).data?.lang;
  if (isLanguage(asked)) {
    if (request.session.get('language') !== asked) request.session.set('language', asked);
    return asked;
  }
  const remembered = request.session.get('language');
  if (isLanguage(remembered)) return remembered;
  return wishOf(request.headers['accept-language']) ?? language;
}

/** The first language that we have in the browser's own order of preference. */
function wishOf(acceptLanguage: string | undefined): Language | null {
  const wishes = (acceptLanguage ?? '').split(',').map(parseWish);
  wishes.sort((a, b) => b.quality - a.quality);
  const found = wishes.find(({ language, quality }) => quality > 0 && isLanguage(language))?.language;
  return isLanguage(found) ? found : null;
}

function parseWish(part: string): { language: string; quality: number } {
  const [tag = '', weight = 'q=1'] = part
    .trim()
    .toLowerCase()
    .split(/\s*;\s*/);
  const quality = Number(weight.replace(/^q=/, ''));
  return { language: tag.split('-')[0] ?? '', quality: Number.isFinite(quality) ? quality : 0 };
}
