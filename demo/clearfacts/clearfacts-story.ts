// The demo's story for ClearFacts: a Belgian office that lets the people of six clients into their dossiers, step by step.
import {
  SANDBOX_CREDENTIALS,
  startClearFactsSandbox,
} from '../../connectors/clearfacts/sandbox/clearfacts-sandbox.ts';
import { describeStay } from '../describe-stay.ts';
import { importPractice } from '../import-practice.ts';
import { openKoppelEyes } from '../koppel-eyes.ts';
import { printStandings } from '../print-standings.ts';
import { playSteps } from '../steps.ts';
import type { Audience, Demo, DemoStory, PlayedStory } from '../story.ts';
import { accessSteps } from './access-steps.ts';
import { dossierSteps } from './dossier-steps.ts';
import { inventOffice } from './office.ts';
import { writeOfficeFiles } from './office-files.ts';
import { postBackDoor } from '../back-door.ts';
import { openEyes } from './portal-eyes.ts';
import { profileSteps } from './profile-steps.ts';
import type { Stage } from './step.ts';

export const clearFactsStory: DemoStory = {
  portal: 'clearfacts',
  title: 'ClearFacts',
  connection: 'clearfacts',
  credentials: SANDBOX_CREDENTIALS,
  settings: {},
  // In a real portal people answer in hours, and Koppel looks every quarter of an hour.
  policy: { lookAgainMs: 300, lookAgainSoonMs: 200 },
  provenTypes: ['user', 'assignment'],
  startSandbox,
  play,
};

/** The accounting package has brought all dossiers but one. The boss of the salon is a user of the brewery's already. */
async function startSandbox(options?: { readonly port: number }) {
  const sandbox = await startClearFactsSandbox(options);
  const { clients, late, garage, salon, brewery } = inventOffice();
  const dossiers = clients
    .filter((each) => each !== late)
    .map(({ number, client }) => ({
      companyNumber: number,
      name: client.name,
      configuration: number === garage.number ? 'D' : 'C',
    }));
  const { email, firstName, lastName } = salon.boss;
  const known = { email, firstName, lastName, profile: 'administrator', companyNumbers: [brewery.number] };
  const body = { dossiers, clientUsers: [known], configurationDelayMs: 0 };
  const response = await postBackDoor(sandbox.adminUrl, '/seed', body);
  if (!response.ok) throw new Error(`The sandbox does not take the dossiers: ${await response.text()}`);
  return sandbox;
}

async function play(demo: Demo, audience: Audience): Promise<PlayedStory> {
  const office = inventOffice();
  const stage: Stage = { demo, audience, portal: openEyes(demo.sandbox), koppel: openKoppelEyes(demo) };
  await importPractice(demo, (place) => writeOfficeFiles(office, place));
  // The story, to be read first.
  const steps = await playSteps(stage, [
    ...dossierSteps(office),
    ...profileSteps(office),
    ...accessSteps(office),
  ]);
  const { clients, contacts } = await stage.koppel.counts();
  const [requests, { mails }] = [await stage.portal.requests(), await stage.portal.state()];
  return {
    report: { steps, clients, contacts, mails: mails.length, requests },
    print(out) {
      out.line({ en: '\nWhere everybody stands now:', nl: '\nHoe iedereen nu staat:' });
      printStandings(out, { clients, contacts });
      const told = Object.entries(requests).map(([name, count]) => `${count} ${name}`);
      out.line({
        en: `\nClearFacts (its sandbox) answered ${told.join(', ')}.`,
        nl: `\nClearFacts (de sandbox ervan) beantwoordde ${told.join(', ')}.`,
      });
    },
    stay: describeStay(demo, {
      questions: ['status', `explain ${office.bakery.client.number ?? ''}`, 'account-request list'],
    }),
  };
}
