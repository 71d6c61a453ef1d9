// Calls of a REST service, said as briefly as they are described.
import type { PortalRequest } from '../connector.ts';

type Step = readonly string[];

/** Below one path. Steps are encoded. */
export function callsBelow(prefix: string) {
  const at = (steps: Step): string => [prefix, ...steps.map(encodeURIComponent)].join('/');
  const writing =
    (method: PortalRequest['method']) =>
    (steps: Step, body?: object): PortalRequest => ({
      ...{ method, path: at(steps) },
      ...(body === undefined ? {} : { body }),
    });
  return {
    get: (steps: Step, query: PortalRequest['query'] = {}): PortalRequest => ({
      ...{ method: 'GET', path: at(steps), query },
    }),
    post: writing('POST'),
    put: writing('PUT'),
    patch: writing('PATCH'),
    remove: writing('DELETE'),
  };
}
