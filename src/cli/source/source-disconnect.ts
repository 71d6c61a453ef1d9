// Forgets the software of a practice: its app, its tokens, how far it was read. What was taken in of it stays.
import { openSources } from '../../app/open-sources.ts';
import { sourceOf } from '../../app/sources.ts';
import { writeAudit } from '../../database/people/audit.ts';
import type { SoftwareSetting } from '../../database/records/practices.ts';
import { forgetSource, readSourceState } from '../../database/records/source-state.ts';
import { KoppelError } from '../../errors.ts';
import { actingUser } from '../frame/acting-user.ts';
import { confirm, NOTHING_CHANGED } from '../frame/confirm.ts';
import { findPractice } from '../frame/find-practice.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';

export async function disconnectSource(
  context: CommandContext,
  id: string,
  options: { readonly yes?: boolean },
): Promise<number> {
  const { foundation, out } = context;
  const { source: setting } = await findPractice(foundation.store, id);
  if (setting?.kind !== 'software') {
    out.line({
      en: 'No software of this practice is read; nothing was changed.',
      nl: 'Van dit kantoor wordt geen software gelezen; er is niets gewijzigd.',
    });
    out.result({ practice: id, disconnected: false });
    return EXIT.ok;
  }
  const { title } = sourceOf(setting.software);
  out.note({
    en: `Koppel forgets how it signs in to ${title} and how far it has read, and learns of no change there any more. Clients, contacts and their access stay as they are now, until an import, an event or another source says otherwise.`,
    nl: `Koppel vergeet hoe het zich bij ${title} aanmeldt en hoever het heeft gelezen, en verneemt geen wijziging daar meer. Klanten, contactpersonen en hun toegang blijven zoals ze nu zijn, tot een import, een bericht of een andere bron iets anders zegt.`,
  });
  const question = { en: `Disconnect ${title}?`, nl: `Verbinding met ${title} verbreken?` };
  if (!(await confirm(context, question, options))) {
    out.line(NOTHING_CHANGED);
    out.result({ practice: id, disconnected: false });
    return EXIT.no;
  }
  const callsEnded = await endCalls(context, id, setting);
  const disconnected = await foundation.store.inPractice(id, async (tx) => {
    if (!(await forgetSource(tx))) return false;
    const entry = { practiceId: id, actor: actingUser(), action: 'source.disconnected' };
    await writeAudit(tx, [{ ...entry, details: { software: setting.software, callsEnded } }]);
    return true;
  });
  out.line({
    en: `${title} is disconnected. The app stays allowed there until somebody takes that back in ${title} itself.`,
    nl: `${title} is niet meer verbonden. De app blijft daar toegelaten tot iemand dat in ${title} zelf intrekt.`,
  });
  if (!callsEnded)
    out.line({
      en: `${title} could not be told to call no more; what it still sends is refused.`,
      nl: `Aan ${title} kon niet worden doorgegeven dat het Koppel niet meer hoeft aan te roepen; wat het nog stuurt, wordt geweigerd.`,
    });
  out.result({ practice: id, software: setting.software, disconnected, callsEnded });
  return EXIT.ok;
}

/**
 * As long as Koppel may still sign in, and whatever is known of its calls: of two it may have taken one and refused the other.
 * False: it could not be asked.
 */
async function endCalls(
  { foundation }: CommandContext,
  id: string,
  setting: SoftwareSetting,
): Promise<boolean> {
  const state = await foundation.store.inPractice(id, readSourceState);
  if (state === null || (!state.isConnected && !state.reconnectNeeded)) return true;
  if (foundation.config.publicUrl === null) return !state.listening;
  const sources = openSources(foundation);
  try {
    const { source, session, callbackUrl } = await sources.open(id, setting, new AbortController().signal);
    if (callbackUrl !== null) await source.hook?.unsubscribe(session, callbackUrl);
    return true;
  } catch (error) {
    if (error instanceof KoppelError) return false;
    throw error;
  } finally {
    sources.close();
  }
}
