// Prints an explanation for people, in English or Dutch.
import type { SubjectResource } from '../../database/people/explain.ts';
import { checkName } from '../../answers/check-names.ts';
import { ledgerText, SIGN_INS } from '../../answers/resource-texts.ts';
import { holderText } from '../../answers/holder-text.ts';
import { saidText } from '../../answers/said-text.ts';
import { seenText } from '../../answers/trace-values.ts';
import type { Explanation } from '../../answers/explain-record.ts';
import { fieldList } from '../../domain/field-names.ts';
import { reasonOf, type ReasonCode } from '../../domain/reasons.ts';
import type { Language } from '../../domain/text.ts';
import { typeName } from '../../domain/type-names.ts';
import { reasonToActOn } from '../../domain/who-acts.ts';
import { gateText } from './gate-text.ts';
import { actionText } from '../frame/action-text.ts';
import { describeRecord } from '../frame/find-record.ts';
import type { Output } from '../frame/output.ts';
import { actorName, exactly, LOG_ACTIONS } from '../../answers/log.ts';
import { whenText } from '../../domain/time-text.ts';
import { reasonText, stateText, whatToType, whyText } from '../../domain/reason-text.ts';

const WORDS = {
  en: {
    standing: 'Standing',
    because: 'because',
    further: 'and after that',
    remedy: 'What to do',
    checks: ['rule', 'check', 'value seen', 'answer'],
    yes: 'ok',
    no: 'NO',
    portal: 'Known of the portal:',
    next: 'What the next run would do:',
    nothing: 'nothing',
    unanswered: 'Never answered by the portal:',
    history: 'Lately:',
    differs: 'The records of this person differ in',
    withdrawn: 'withdrawn',
    portalId: 'portal id',
    released: 'given up',
  },
  nl: {
    standing: 'Stand',
    because: 'omdat',
    further: 'en daarna',
    remedy: 'Wat te doen',
    checks: ['regel', 'controle', 'gezien', 'antwoord'],
    yes: 'ok',
    no: 'NEE',
    portal: 'Bekend van het portaal:',
    next: 'Wat Koppel nu zou doen:',
    nothing: 'niets',
    unanswered: 'Nooit beantwoord door het portaal:',
    history: 'Onlangs:',
    differs: 'De gegevens van deze persoon verschillen in',
    withdrawn: 'ingetrokken',
    portalId: 'id in het portaal',
    released: 'opgegeven',
  },
} as const;

export function showExplanation(out: Output, explanation: Explanation, lang: Language): void {
  const words = WORDS[lang];
  const { record, standing, firstNo, further, holder, trace } = explanation;
  const whose = (reason: ReasonCode): string =>
    holder !== null && reasonOf(reason).isConflict === true ? ` ${holderText(holder, lang)}` : '';
  const capital = describeRecord(record, lang);
  out.line(capital.charAt(0).toUpperCase() + capital.slice(1));
  out.line(`${words.standing}: ${stateText(standing.state, lang)} · ${standing.reason}`);
  out.line(`  ${whyText(standing, lang)}${whose(standing.reason)}`);
  if (firstNo !== null && firstNo.reason !== standing.reason)
    out.line(
      `  ${words.because} ${firstNo.reason}: ${reasonText(firstNo.reason, lang)}${whose(firstNo.reason)}`,
    );
  for (const reason of further) out.line(`  ${words.further} ${reason}: ${reasonText(reason, lang)}`);
  const mustAct = reasonToActOn(standing.reason, firstNo?.reason ?? standing.reason);
  const reasons = [...new Set([mustAct, ...further])];
  out.line(
    `${words.remedy}: ${reasons.map((reason) => whatToType({ ...standing, reason }, lang)).join(' ')}`,
  );
  if (standing.detail['differs'] !== undefined)
    out.line(`${words.differs}: ${fieldList(standing.detail['differs'].split(','), lang)}`);
  for (const said of explanation.said) out.line(saidText(said, lang));
  for (const remark of explanation.remarks) out.line(remark[lang]);
  out.table(
    [...words.checks],
    trace.map(({ rule, field, passed, ...seen }) => [
      rule === 0 ? '' : String(rule),
      checkName(field, lang),
      seenText(seen, lang),
      passed ? words.yes : words.no,
    ]),
  );
  showPortal(out, explanation, lang);
}

function showPortal(
  out: Output,
  { resources, next, unanswered, history }: Explanation,
  lang: Language,
): void {
  const words = WORDS[lang];
  out.line(words.portal);
  for (const resource of resources) out.line(`  ${describeResource(resource, lang)}`);
  if (resources.length === 0) out.line(`  ${words.nothing}`);
  out.line(words.next);
  for (const { action, type, changes, ...gate } of next)
    out.line(
      `  ${actionText(action, type, lang)} ${fieldList(Object.keys(changes), lang)}`.trimEnd() +
        gateText(gate, lang),
    );
  if (next.length === 0) out.line(`  ${words.nothing}`);
  if (unanswered.length > 0) out.line(words.unanswered);
  for (const { at, action, type } of unanswered)
    out.line(`  ${whenText(at, lang)} ${actionText(action, type, lang)}`);
  if (history.length > 0) out.line(words.history);
  for (const step of history) {
    const { at, actor, action, about } = step;
    const done =
      `${actorName(actor)} ${LOG_ACTIONS[action]?.[lang] ?? action} ${exactly(step, lang)}`.trimEnd();
    out.line(`  ${whenText(at, lang)} ${done}${about === null ? '' : ` (${about})`}`);
  }
}

function describeResource(resource: SubjectResource, lang: Language): string {
  const words = WORDS[lang];
  const { type, state, portalId, origin, signIn, revokeState, released } = resource;
  const parts = [
    `${typeName(type, lang)}: ${resource.waitingFor === 'REQUEST_WITHDRAWN' ? words.withdrawn : ledgerText(state, lang)}`,
    origin === null ? null : ledgerText(origin, lang),
    portalId === null ? null : `${words.portalId} ${portalId}`,
    signIn === 'unknown' ? null : SIGN_INS[signIn][lang],
    revokeState === null ? null : ledgerText(revokeState, lang),
    released ? words.released : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
