// What a practice sets for its Wolters Kluwer connection, what the link of a client or a contact may say, and the
// credentials.
import { z } from 'zod';
import { isEmail, MAX_EMAIL } from '../../src/domain/email-address.ts';
import type { Session } from '../connector.ts';

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(MAX_EMAIL)
  .refine(isEmail, 'This is not an e-mail address.');

const ROLES = ['member', 'administrator'] as const;

/** What can be ticked on the detail screen of a member. */
export const APPLICATIONS = ['support-community'] as const;

const name = z.string().trim().min(1).max(100);
const employeeSchema = z.strictObject({
  email,
  /** Left out: as the practice software knows the employee with this address. */
  firstName: name.optional(),
  lastName: name.optional(),
  primary: z.boolean().optional(),
});
export type EmployeeSetting = z.infer<typeof employeeSchema>;

const employeesSchema = z
  .array(z.union([employeeSchema, email.transform((address): EmployeeSetting => ({ email: address }))]))
  .min(1, 'Name at least one employee.')
  .refine(
    (employees) => employees.filter(({ primary }) => primary === true).length <= 1,
    'Only one is the primary one.',
  )
  .refine(
    (employees) => new Set(employees.map((one) => one.email)).size === employees.length,
    'Somebody is named twice.',
  );

export const settingsSchema = z.strictObject({
  employees: employeesSchema,
  /** What is ticked for the employees. */
  applicationAccess: z.array(z.enum(APPLICATIONS)).default([...APPLICATIONS]),
  handOver: z.boolean().default(true),
});
export type PandaSettings = z.infer<typeof settingsSchema>;
export type PandaSession = Session<PandaSettings>;

/** The primary one, or else the first, leads: organisations are added in that name. */
export function employeesOf({ employees }: PandaSettings): readonly EmployeeSetting[] {
  const rank = ({ primary }: EmployeeSetting): number => (primary === true ? 0 : 1);
  return employees.toSorted((a, b) => rank(a) - rank(b));
}

/** A file of lines can only say it in words. */
const yesOrNo = z.union([z.boolean(), z.stringbool()]);
const applications = z.union([
  z.array(z.enum(APPLICATIONS)),
  z
    .string()
    .transform((text) => text.split(/[;,\s]+/).filter((part) => part !== ''))
    .pipe(z.array(z.enum(APPLICATIONS))),
]);

/** For one client another thing than the settings of the connection say. */
export const clientLinkSchema = z.strictObject({
  applicationAccess: applications.optional(),
  handOver: yesOrNo.optional(),
});
export type ClientLink = z.infer<typeof clientLinkSchema>;

export const contactLinkSchema = z.strictObject({
  role: z.string().trim().toLowerCase().pipe(z.enum(ROLES)).default('member'),
  applications: applications.default([]),
});
export type ContactLink = z.infer<typeof contactLinkSchema>;

export const credentialsSchema = z.strictObject({
  clientId: z.string().min(1).max(500),
  clientSecret: z.string().min(1).max(500),
});
export type PandaCredentials = z.infer<typeof credentialsSchema>;
