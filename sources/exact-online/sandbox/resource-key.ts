// `Accounts`, or `Accounts(guid'…')`.
import { isGuid } from './filter.ts';

const KEYED = /^(\w+)\(guid'([^']*)'\)$/;

/** `id`: null where all are meant. What cannot be read is no resource. */
export function readKey(resource: string): { readonly name: string; readonly id: string | null } {
  const [, name = '', id = ''] = KEYED.exec(resource) ?? [];
  if (name === '') return { name: resource, id: null };
  return isGuid(id) ? { name, id: id.toLowerCase() } : { name: '', id: null };
}
