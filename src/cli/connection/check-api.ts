// Holds the calls of a connection's portal against the OpenAPI file that the firm downloaded from it. Sends nothing.
import type { PortalConnector } from '../../../connectors/connector.ts';
import { compareApis, partlyCompared } from '../../../connectors/api-check/compare-apis.ts';
import { documentedTypes, proposalsOf } from '../../../connectors/api-check/conclude.ts';
import { openApi, type Api } from '../../../connectors/api-check/open-api.ts';
import { connectorOf } from '../../app/portals.ts';
import { waitingCalls } from '../../domain/call-permission.ts';
import { UsageError } from '../../errors.ts';
import { findConnection } from '../frame/find-practice.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';
import { readApiFile, refuseBad } from './read-api-file.ts';
import { showCheck, type ApiCheck } from './show-api-check.ts';
import { takeOver } from './take-over-api.ts';

export interface CheckApiOptions {
  readonly practice: string;
  readonly openapi: string;
  readonly apply?: boolean;
  readonly by?: string;
}

export async function checkApi(
  context: CommandContext,
  name: string,
  options: CheckApiOptions,
): Promise<number> {
  const { practice } = options;
  const { lang } = context;
  const connection = await findConnection(context.foundation.store, practice, name);
  const connector = connectorOf(connection.portal);
  const ours = await apiOf(connector);
  const file = await readApiFile(options.openapi);
  const check = conclude({ connection, connector, file }, ours);
  const applied = options.apply === true && (await takeOver(context, check, options.by));
  return showCheck(context.out, { ...check, applied }, lang) ? EXIT.ok : EXIT.no;
}

async function apiOf({ api, title }: PortalConnector): Promise<Api> {
  if (typeof api === 'function') return openApi(await api());
  if (api === 'graphql')
    throw new UsageError({
      en: `${title} speaks GraphQL: there is no OpenAPI file of it.`,
      nl: `${title} spreekt GraphQL: daarvan bestaat geen OpenAPI-bestand.`,
    });
  throw new UsageError({
    en: `Koppel has no list of its calls to ${title}.`,
    nl: `Koppel heeft geen lijst van zijn aanroepen naar ${title}.`,
  });
}

function conclude(
  subject: Pick<ApiCheck, 'connection' | 'connector' | 'file'>,
  ours: Api,
): Omit<ApiCheck, 'applied'> {
  const { connection, connector, file } = subject;
  const settings = connector.settings.parse(connection.settings);
  const findings = refuseBad(() => compareApis(ours, file.api, settings));
  const proposals = proposalsOf(findings);
  const waiting = Object.keys(connector.resources).flatMap((type) =>
    waitingCalls(subject, type).map((call) => ({ type, call })),
  );
  // That a reading is described does not show that what was revoked is missing from it (decision 21).
  const unseen = waiting.filter(({ call }) => call === 'absence').map(({ type }) => type);
  const others = waiting.filter(({ call }) => call !== 'absence').map(({ type }) => type);
  const open = [...new Set(others)];
  const said = documentedTypes(findings, proposals, partlyCompared(ours, settings));
  return {
    ...subject,
    findings,
    proposals,
    documented: open.filter((type) => said.includes(type)),
    assumed: open.filter((type) => !said.includes(type)),
    unseen,
  };
}
