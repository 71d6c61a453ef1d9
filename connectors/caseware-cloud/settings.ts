// What a practice sets for its CaseWare Cloud connection.
import { z } from 'zod';
import type { Session } from '../connector.ts';
import { ASSUMED_FIELD_NAMES, OBJECT_TYPE } from './assumed.ts';

/** Names this connector sends by itself: an override must not write over them. */
const TAKEN_NAMES = new Set(
  (
    'Id CWGuid EntityNo Name OwnerType Type CountryCode OperatingName OrganizationType Address1 Address2 City Country ' +
    'AddressCategory OwnerCWGuid OwnerId FirstName MiddleName LastName UserName Admin IsSingleSignOnUser InActiveDate CanLogin'
  ).split(' '),
);

const wireName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'A field name is letters, digits and underscores.')
  .refine((name) => !TAKEN_NAMES.has(name), 'This field name is already used for something else.');

/** Fields of an entity by which somebody reaches it, as the client has them. */
export const REACHED_BY = ['phone', 'email', 'website', 'facebook', 'twitter', 'linkedin'] as const;

/** Their names in the portal; those that are left out are not there. */
function contactNames(names: Record<(typeof REACHED_BY)[number], string | null>): string[] {
  return REACHED_BY.flatMap((field) => names[field] ?? []);
}

/** null leaves the field out: the portal is neither told nor asked about it. */
const fieldName = (assumed: string | null) => wireName.nullable().default(assumed);

const fieldNamesSchema = z
  .strictObject({
    postalCode: fieldName(ASSUMED_FIELD_NAMES.postalCode),
    phone: fieldName(ASSUMED_FIELD_NAMES.phone),
    email: fieldName(ASSUMED_FIELD_NAMES.email),
    website: fieldName(ASSUMED_FIELD_NAMES.website),
    facebook: fieldName(ASSUMED_FIELD_NAMES.facebook),
    twitter: fieldName(ASSUMED_FIELD_NAMES.twitter),
    linkedin: fieldName(ASSUMED_FIELD_NAMES.linkedin),
    personPhone: fieldName(ASSUMED_FIELD_NAMES.personPhone),
    personMobile: fieldName(ASSUMED_FIELD_NAMES.personMobile),
    personInitials: fieldName(ASSUMED_FIELD_NAMES.personInitials),
  })
  .superRefine((names, context) => {
    const ofPerson = [names.personPhone, names.personMobile, names.personInitials, 'Email'];
    for (const group of [contactNames(names), ofPerson.filter((name) => name !== null)]) {
      if (new Set(group).size !== group.length)
        context.addIssue({ code: 'custom', message: 'Two fields have the same name.' });
    }
  });

export const settingsSchema = z.strictObject({
  /** How a contact is let in: by a role of its own on the entity, or as a member of a contact group that has the role. */
  accessBy: z.enum(['role', 'contact-group']).default('role'),
  fieldNames: fieldNamesSchema.prefault({}),
  /** The role that a contact gets on its entity, by its name in this portal. Null: the built-in one, English or Dutch. */
  roleName: z.string().trim().min(1).max(100).nullable().default(null),
  /** What the portal calls an entity where a role is given on one (`objType`). */
  objectType: z.string().trim().min(1).max(60).default(OBJECT_TYPE),
  /** Sent when an entity is created, where the portal asks for it. */
  organizationType: z.string().trim().min(1).max(60).nullable().default(null),
});
export type CaseWareSettings = z.infer<typeof settingsSchema>;
export type CaseWareSession = Session<CaseWareSettings>;
export type FieldNames = CaseWareSettings['fieldNames'];
