// What the office had to add itself goes to the client: the contact is invited, accepts, and the office is a member only.
import { ofEverybody } from '../koppel-views.ts';
import { countMails, countOf, countRoles, theBoss, theEmployee } from './count-members.ts';
import { EMPLOYEE, type Office } from './office.ts';
import { view, type Step } from './step.ts';

export function handOverSteps(office: Office): readonly Step[] {
  return [contactsInvited(office), handedOver(office)];
}

function contactsInvited({ known, unknown }: Office): Step {
  return {
    name: 'contacts-invited',
    story: {
      en: `The ${unknown.length} contacts who shall administer what the office added confirm their accounts, and are invited.`,
      nl: `De ${unknown.length} contactpersonen die gaan beheren wat het kantoor toevoegde, bevestigen hun account en worden uitgenodigd.`,
    },
    async play({ portal }) {
      for (const { boss } of unknown) await portal.does('person confirm', { email: boss.email });
    },
    sandbox: view({
      read: async ({ portal }) => {
        const state = await portal.state();
        return {
          open: countOf(state.invitations, 'open'),
          asAdministrator: state.invitations.filter(({ role }) => role === 'administrator').length,
          mails: countMails(state)['invitation'] ?? 0,
        };
      },
      expected: { open: unknown.length, asAdministrator: unknown.length, mails: unknown.length },
      tell: (read) => ({
        en: `${read.open} invitations are open, ${read.asAdministrator} as administrator; ${read.mails} mails were sent for them.`,
        nl: `${read.open} uitnodigingen staan open, ${read.asAdministrator} als beheerder; daarvoor zijn ${read.mails} mails gestuurd.`,
      }),
    }),
    koppel: ofEverybody(
      {
        IN_SYNC: known.length - 1,
        MEMBERSHIP_DECLINED: 1,
        HAND_OVER_WAITS: unknown.length,
        WK_NUMBER_MISSING: 1,
      },
      { INVITATION_OPEN: unknown.length },
    ),
  };
}

function handedOver({ known, unknown }: Office): Step {
  return {
    name: 'handed-over',
    story: {
      en: 'They accept. Koppel hands the organisations over.',
      nl: 'Zij accepteren. Koppel draagt de organisaties over.',
    },
    async play({ portal }) {
      for (const { boss, numbers } of unknown) {
        const accepted = { organisation: numbers.customerNumber, email: boss.email };
        await portal.does('person accept-invitation', accepted);
      }
    },
    sandbox: view({
      read: async ({ portal }) => {
        const state = await portal.state();
        return {
          administeredByClient: countRoles(state, unknown, { role: 'administrator', of: theBoss }),
          officeIsMember: countRoles(state, unknown, { role: 'member', of: theEmployee }),
        };
      },
      expected: { administeredByClient: unknown.length, officeIsMember: unknown.length },
      tell: (read) => ({
        en: `${read.administeredByClient} clients administer their organisation; ${EMPLOYEE.firstName} is a member of ${read.officeIsMember}.`,
        nl: `${read.administeredByClient} klanten beheren hun organisatie; ${EMPLOYEE.firstName} is lid van ${read.officeIsMember}.`,
      }),
    }),
    koppel: ofEverybody(
      { IN_SYNC: known.length - 1 + unknown.length, MEMBERSHIP_DECLINED: 1, WK_NUMBER_MISSING: 1 },
      { IN_SYNC: unknown.length },
    ),
  };
}
