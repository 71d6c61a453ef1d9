// Shows how the calls of a portal stand against a file of it: per call, then what differs or is missing, then what follows.
import type { PortalConnector } from '../../../connectors/connector.ts';
import type { Finding } from '../../../connectors/api-check/compare-shapes.ts';
import { isContradicted, isSettled, type Proposal } from '../../../connectors/api-check/conclude.ts';
import type { StoredConnection } from '../../database/portal/connections.ts';
import type { Language } from '../../domain/text.ts';
import type { Output } from '../frame/output.ts';
import { differenceText, placeText, WORDS } from './api-texts.ts';
import type { ApiFile } from './read-api-file.ts';

export interface ApiCheck {
  readonly connection: StoredConnection;
  readonly connector: PortalConnector;
  readonly file: ApiFile;
  readonly findings: readonly Finding[];
  readonly proposals: readonly Proposal[];
  /** Types of resource that were assumed, and that the file documents. */
  readonly documented: readonly string[];
  /** Those that stay assumed. */
  readonly assumed: readonly string[];
  /** Those of which only a proof can show that a revoke can be read back. */
  readonly unseen: readonly string[];
  /** The proposals, and what is documented, were taken over. */
  readonly applied: boolean;
}

/** Returns whether everything fits, as the connection is now. */
export function showCheck(out: Output, check: ApiCheck, lang: Language): boolean {
  const words = WORDS[lang];
  const { findings, proposals, documented, assumed, unseen } = check;
  const { title, version } = check.file.api;
  out.line(`${title} ${version}, sha256 ${check.file.digest}`);
  out.table(words.calls, callRows(findings, lang));
  const wrong = findings.filter(({ difference }) => difference !== null);
  if (wrong.length > 0)
    out.table(
      words.differences,
      wrong.map((finding) => differenceRow(finding, check, lang)),
    );
  if (proposals.length > 0) {
    out.line(words.proposed);
    out.table(
      words.proposals,
      proposals.map(({ setting, value }) => [setting, settingNow(check, setting), value]),
    );
  }
  if (documented.length > 0) out.line(`${words.documented} ${documented.join(', ')}.`);
  if (assumed.length > 0) out.line(`${words.stillAssumed} ${assumed.join(', ')}.`);
  if (unseen.length > 0) out.line(`${words.unseen} ${unseen.join(', ')}.`);
  if (check.applied) out.line(words.applied);
  else if (proposals.length > 0 || documented.length > 0) out.line(words.apply);
  const left = openOf(check).length;
  out.line(left === 0 ? words.fits : words.wrong(left));
  out.result(answer(check));
  return left === 0;
}

/** What still does not fit: what was taken over does. */
function openOf({ findings, proposals, applied }: ApiCheck): readonly Finding[] {
  return findings.filter((finding) => isContradicted(finding) && !(applied && isSettled(finding, proposals)));
}

function callRows(findings: readonly Finding[], lang: Language): string[][] {
  const calls = [...new Set(findings.map(({ call }) => call))];
  return calls.map((call) => {
    const own = findings.filter((finding) => finding.call === call);
    const count = (is: (finding: Finding) => boolean): string => String(own.filter(is).length);
    return [
      call === '' ? WORDS[lang].address : call,
      own[0]?.evidence ?? '',
      count(({ difference }) => difference === null),
      count((finding) => finding.difference !== null && !isMissing(finding)),
      count(isMissing),
    ];
  });
}

function isMissing({ difference }: Finding): boolean {
  return difference?.kind === 'absent' || difference?.kind === 'not-said';
}

function differenceRow(finding: Finding, { proposals }: ApiCheck, lang: Language): string[] {
  const { call, difference, optional, setting } = finding;
  const words = WORDS[lang];
  const settled = isSettled(finding, proposals) ? words.settled(setting ?? '') : '';
  return [
    call === '' ? words.address : call,
    placeText(finding, lang),
    difference === null ? '' : differenceText(difference, lang),
    optional ? words.optional : settled,
  ];
}

function settingNow({ findings }: ApiCheck, setting: string): string {
  return (
    findings.find((finding) => finding.setting === setting && finding.proposed !== null)?.difference?.ours ??
    ''
  );
}

/** For scripts; documented in docs/commands.md. */
function answer(check: ApiCheck) {
  const { connection, file, findings, proposals, documented, assumed, unseen, applied } = check;
  return {
    practice: connection.practiceId,
    connection: connection.name,
    portal: connection.portal,
    file: { title: file.api.title, version: file.api.version, sha256: file.digest },
    ok: openOf(check).length === 0,
    fits: findings.filter(({ difference }) => difference === null).length,
    differences: findings.flatMap((finding) => differenceFields(finding)),
    proposals,
    documented,
    assumed,
    unseen,
    applied,
  };
}

function differenceFields({ difference, call, part, name, evidence, optional, setting }: Finding) {
  return difference === null ? [] : [{ call, part, name, ...difference, evidence, optional, setting }];
}
