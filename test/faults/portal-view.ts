// The portal as the laboratory compares it with its model: entities, people, who sees what, who was mailed. The only file
// that knows how the sandbox of CaseWare Cloud words it.
import type { PortalState } from '../support/sandbox-portal.ts';

export interface PortalView {
  readonly entities: readonly {
    readonly id: string;
    readonly number: string;
    readonly fields: Readonly<Record<string, string>>;
  }[];
  readonly people: readonly {
    readonly id: string;
    readonly email: string;
    readonly fields: Readonly<Record<string, string>>;
  }[];
  /** E-mail addresses of those who see the files of an entity, by its number. */
  readonly access: ReadonlyMap<string, readonly string[]>;
  /** Names that groups of people have. */
  readonly groups: readonly string[];
  readonly mails: readonly { readonly email: string; readonly entityId: string }[];
}

/** A portal may keep telephone numbers in a form of its own. */
export function withoutSpaces(text: string): string {
  return text.replaceAll(' ', '');
}

export function viewPortal(state: PortalState): PortalView {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    entities: state.entities.map((entity) => ({
      id: entity.CWGuid,
      number: text(entity['EntityNo']),
      fields: {
        name: text(entity['Name']),
        phone: withoutSpaces(text(entity['BusinessPhone'])),
        city: entity.addresses.map((address) => text(address['City'])).join(' and '),
        type: text(entity['Type']),
      },
    })),
    people: state.users.map((user) => ({
      id: user.CWGuid,
      email: text(user['Email']),
      fields: {
        firstName: text(user['FirstName']),
        lastName: text(user['LastName']),
        mobile: withoutSpaces(text(user['MobilePhone'])),
      },
    })),
    access: new Map(
      state.access
        .filter(({ people }) => people.length > 0)
        .map(({ entityNo, people }) => [entityNo, people]),
    ),
    groups: state.groups.map((group) => text(group['BriefDescription'])),
    mails: state.mails.map(({ email, entityCWGuid }) => ({ email, entityId: entityCWGuid })),
  };
}
