// What a practice sets for its Wolters Kluwer connection, what the link of a client or a contact may say.
import { z } from 'zod';
import type { Session } from '../connector.ts';
import { email, listOf, peopleOf, primaryFirst, yesOrNo } from '../kit/settings.ts';

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

const employeesSchema = peopleOf(
  z.union([employeeSchema, email.transform((address): EmployeeSetting => ({ email: address }))]),
  'employee',
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
  return primaryFirst(employees);
}

const applications = listOf(z.enum(APPLICATIONS));

/** For one client another thing than the settings of the connection say. */
export const clientLinkSchema = z.strictObject({
  applicationAccess: applications.optional(),
  handOver: yesOrNo.optional(),
  /** This client is the practice itself, which keeps administering its own organisation. [seed] */
  ownOrganisation: yesOrNo.default(false),
});
export type ClientLink = z.infer<typeof clientLinkSchema>;

export const contactLinkSchema = z.strictObject({
  role: z.string().trim().toLowerCase().pipe(z.enum(ROLES)).default('member'),
  applications: applications.default([]),
});
export type ContactLink = z.infer<typeof contactLinkSchema>;
