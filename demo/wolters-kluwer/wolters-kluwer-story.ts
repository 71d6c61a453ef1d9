// The demo's story for Wolters Kluwer: an office that gets into the organisations of ten clients, step by step.
import {
  SANDBOX_CREDENTIALS,
  startWoltersKluwerSandbox,
} from '../../connectors/wolters-kluwer/sandbox/wolters-kluwer-sandbox.ts';
import { describeStay } from '../describe-stay.ts';
import { importPractice } from '../import-practice.ts';
import { openKoppelEyes } from '../koppel-eyes.ts';
import { printStandings, tellNumbers } from '../print-standings.ts';
import { playSteps } from '../steps.ts';
import type { Audience, Demo, DemoStory, PlayedStory } from '../story.ts';
import { countMails } from './count-members.ts';
import { endSteps } from './end-steps.ts';
import { handOverSteps } from './hand-over-steps.ts';
import { joinSteps } from './join-steps.ts';
import { EMPLOYEE, inventOffice, type OfficeClient } from './office.ts';
import { writeOfficeFiles } from './office-files.ts';
import { postBackDoor } from '../back-door.ts';
import { openEyes } from './portal-eyes.ts';
import type { Stage } from './step.ts';

export const woltersKluwerStory: DemoStory = {
  portal: 'wolters-kluwer',
  title: 'Wolters Kluwer',
  connection: 'wolters-kluwer',
  credentials: SANDBOX_CREDENTIALS,
  settings: { employees: [{ ...EMPLOYEE, primary: true }] },
  // In a real portal people answer in hours, and Koppel looks every quarter of an hour.
  policy: { lookAgainMs: 300, lookAgainSoonMs: 200 },
  provenTypes: ['account', 'organisation', 'membership', 'application-access', 'hand-over'],
  startSandbox,
  play,
};

/** Some clients were in the portal before, with two administrators each. */
async function startSandbox(options?: { readonly port: number }) {
  const sandbox = await startWoltersKluwerSandbox({ ...options, rateLimit: false });
  const { known } = inventOffice();
  const accounts = known.flatMap(({ boss, partner }) => [{ email: boss.email }, { email: partner }]);
  const response = await postBackDoor(sandbox.adminUrl, '/seed', {
    accounts,
    organisations: known.map(toOrganisation),
  });
  if (!response.ok) throw new Error(`The sandbox does not take the clients: ${await response.text()}`);
  return sandbox;
}

function toOrganisation({ client, numbers, boss, partner }: OfficeClient) {
  return { ...numbers, name: client.name, administrators: [boss.email, partner] };
}

async function play(demo: Demo, audience: Audience): Promise<PlayedStory> {
  const office = inventOffice();
  const stage: Stage = { demo, audience, portal: openEyes(demo.sandbox), koppel: openKoppelEyes(demo) };
  await importPractice(demo, (place) => writeOfficeFiles(office, place));
  // The story, to be read first.
  const steps = await playSteps(stage, [...joinSteps(office), ...handOverSteps(office), ...endSteps(office)]);
  const { clients, contacts } = await stage.koppel.counts();
  const requests = await stage.portal.requests();
  const mails = countMails(await stage.portal.state());
  return {
    report: { steps, clients, contacts, mails, requests },
    print(out) {
      out.line({ en: '\nWhere everybody stands now:', nl: '\nHoe iedereen nu staat:' });
      printStandings(out, { clients, contacts });
      out.line({
        en: `\nWolters Kluwer (its sandbox) answered ${tellNumbers(requests)}.`,
        nl: `\nWolters Kluwer (de sandbox ervan) beantwoordde ${tellNumbers(requests)}.`,
      });
    },
    stay: describeStay(demo, {
      questions: ['status', 'request list', `explain ${office.declining.client.number ?? ''}`],
    }),
  };
}
