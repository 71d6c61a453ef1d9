// One profile for all dossiers of a user: two wishes that differ, then one wish that shows in both dossiers.
import { listOpenChanges } from '../../src/database/people/agreements.ts';
import { agreeToChange } from '../../src/actions/agree-to-change.ts';
import { ofOne } from '../koppel-views.ts';
import { PRACTICE_ID, type Demo } from '../story.ts';
import { named, type Office, type OfficeContact } from './office.ts';
import { contactLinked } from './office-files.ts';
import { view, type Step, type View } from './step.ts';

const NEW_PROFILE = 'full-feedback';

export function profileSteps(office: Office): readonly Step[] {
  return [conflict(office), unconfirmed(office), confirmed(office)];
}

function conflict({ bakery, estate }: Office): Step {
  const { boss } = estate;
  return {
    name: 'profile-conflict',
    story: {
      en: `The link with ${estate.client.name} now says Full Feedback for its manager, who is Administrator of ${bakery.client.name}. A user has one profile for all dossiers: nothing is changed.`,
      nl: `De koppeling met ${estate.client.name} zegt nu Full Feedback voor de zaakvoerder ervan, die Administrator is van ${bakery.client.name}. Een gebruiker heeft één profiel voor alle dossiers: er wordt niets gewijzigd.`,
    },
    play: ({ demo }) => sayProfile(demo, boss),
    sandbox: profilesOf(boss, ['administrator', 'administrator']),
    koppel: ofOne(named(boss), 'PROFILE_CONFLICT'),
  };
}

function unconfirmed({ bakery, estate }: Office): Step {
  return {
    name: 'profile-unconfirmed',
    story: {
      en: `The link with ${bakery.client.name} says so too. That changes both dossiers, so that somebody must agree first.`,
      nl: `De koppeling met ${bakery.client.name} zegt dat nu ook. Dat wijzigt beide dossiers, zodat eerst iemand akkoord moet gaan.`,
    },
    play: ({ demo }) => sayProfile(demo, bakery.boss),
    sandbox: profilesOf(estate.boss, ['administrator', 'administrator']),
    koppel: ofOne(named(estate.boss), 'PROFILE_CHANGE_UNCONFIRMED'),
  };
}

function confirmed({ estate }: Office): Step {
  return {
    name: 'profile-confirmed',
    story: {
      en: 'The office looks at the change with both dossiers that it shows in, and agrees.',
      nl: 'Het kantoor bekijkt de wijziging met beide dossiers waarin die te zien is, en gaat akkoord.',
    },
    play: ({ demo }) => agree(demo),
    sandbox: profilesOf(estate.boss, [NEW_PROFILE, NEW_PROFILE]),
    koppel: ofOne(named(estate.boss), 'IN_SYNC'),
  };
}

function sayProfile({ practiceSoftware, story }: Demo, contact: OfficeContact): Promise<void> {
  return practiceSoftware.send(contactLinked({ ...contact, profile: NEW_PROFILE }, story.connection));
}

/** As `koppel profile-change confirm` does. */
async function agree({ foundation, app }: Demo): Promise<void> {
  const { store } = foundation;
  const changes = await store.inPractice(PRACTICE_ID, (tx) => listOpenChanges(tx));
  for (const shown of changes)
    await agreeToChange(store, { practiceId: PRACTICE_ID, shown, by: 'user:demo' });
  app.nudge();
}

/** By the portal's own reckoning, in every dossier where the user is. */
function profilesOf({ email }: OfficeContact, expected: readonly string[]): View {
  return view({
    read: async ({ portal }) => {
      const { dossiers } = await portal.state();
      const own = dossiers.flatMap(({ access }) => access.filter((person) => person.email === email));
      return { profiles: own.map(({ profile }) => profile) };
    },
    expected: { profiles: expected },
    tell: (read) => ({
      en: `In ${read.profiles.length} dossiers the profile is: ${read.profiles.join(', ')}.`,
      nl: `In ${read.profiles.length} dossiers is het profiel: ${read.profiles.join(', ')}.`,
    }),
  });
}
