// The portals there are. The only file, beside the demo, that knows which connectors exist.
import type { PortalConnector } from '../../connectors/connector.ts';
import { loadConnectors } from '../../connectors/registry.ts';
import { learnFieldNames } from '../domain/field-names.ts';
import { learnReasons } from '../domain/reasons.ts';
import { learnTypeNames } from '../domain/type-names.ts';
import { ConfigError } from '../errors.ts';

const CONNECTORS = await loadConnectors();
for (const { reasons = {}, names = {}, fieldNames = {} } of CONNECTORS) {
  learnReasons(reasons);
  learnTypeNames(names);
  learnFieldNames(fieldNames);
}

/** Throws ConfigError for a portal that this version does not know. */
export function connectorOf(portal: string): PortalConnector {
  const connector = CONNECTORS.find(({ id }) => id === portal);
  if (connector === undefined)
    throw new ConfigError([
      { en: `There is no portal named ${portal}.`, nl: `Er is geen portaal met de naam ${portal}.` },
    ]);
  return connector;
}
