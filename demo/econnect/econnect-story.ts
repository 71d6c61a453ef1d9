// The demo's story for eConnect: an office with twenty clients, each asked to work together, step by step.
import {
  SANDBOX_CREDENTIALS,
  startEConnectSandbox,
} from '../../connectors/econnect/sandbox/econnect-sandbox.ts';
import { describeStay } from '../describe-stay.ts';
import { importPractice } from '../import-practice.ts';
import type { Audience, Demo, DemoStory, PlayedStory } from '../story.ts';
import { answerSteps } from './answer-steps.ts';
import { invoiceSteps } from './invoice-steps.ts';
import { openKoppelEyes } from '../koppel-eyes.ts';
import { memberSteps } from './member-steps.ts';
import { inventOffice, MANAGERS, type Office } from './office.ts';
import { writeOfficeFiles } from './office-files.ts';
import { printOffice, readOffice } from './office-report.ts';
import { postBackDoor } from '../back-door.ts';
import { openEyes } from './portal-eyes.ts';
import { requestSteps } from './request-steps.ts';
import { POLICY, SETTINGS } from './settings.ts';
import type { Stage, Step } from './step.ts';
import { playSteps } from '../steps.ts';
import { totalSteps } from './total-steps.ts';
import { unlinkSteps } from './unlink-steps.ts';

export const eConnectStory: DemoStory = {
  portal: 'econnect',
  title: 'eConnect',
  connection: 'econnect',
  credentials: SANDBOX_CREDENTIALS,
  settings: SETTINGS,
  policy: POLICY,
  provenTypes: [
    ...[
      'authorisation-request',
      'partnership',
      'relationship-manager',
      'organisation',
      'organisation-member',
    ],
    ...['user', 'user-connection', 'guest-member', 'group', 'group-member', 'document-share'],
    'delegation-rule',
  ],
  startSandbox,
  play,
};

/** The office was in the portal before: its environment, with the two who manage the relations with its clients. */
async function startSandbox(options?: { readonly port: number }) {
  const sandbox = await startEConnectSandbox({ ...options, rateLimit: false });
  const colleagues = MANAGERS.map((email, index) => ({
    email,
    platformRole: index === 0 ? 'Administrator' : 'Advanced',
    relationshipManager: true,
  }));
  const response = await postBackDoor(sandbox.adminUrl, '/seed', { colleagues });
  if (!response.ok) throw new Error(`The sandbox does not take the office: ${await response.text()}`);
  return sandbox;
}

async function play(demo: Demo, audience: Audience): Promise<PlayedStory> {
  const office = inventOffice();
  const stage: Stage = {
    demo,
    audience,
    portal: openEyes(demo.sandbox),
    koppel: openKoppelEyes(demo),
  };
  await importPractice(demo, (place) => writeOfficeFiles(office, place));
  const steps = await playSteps(stage, tellAll(office));
  const report = { steps, ...(await readOffice(stage)) };
  return {
    report,
    print: (out) => printOffice(out, report),
    stay: describeStay(demo, hintsOf(demo, office)),
  };
}

/** The story, to be read first. */
function tellAll(office: Office): readonly Step[] {
  return [
    ...requestSteps(office),
    ...memberSteps(office),
    ...answerSteps(office),
    ...invoiceSteps(office),
    ...unlinkSteps(office),
    ...totalSteps(office),
  ];
}

function hintsOf({ sandbox }: Demo, { silent, declining, invoiced }: Office) {
  const accept = JSON.stringify({ human: 'client', does: 'accept', email: silent.manager.email });
  return {
    questions: [
      'status',
      'request list',
      `explain ${declining.client.number ?? ''}`,
      `task-log ${invoiced.client.number ?? ''}`,
    ],
    more: [`curl -X POST ${sandbox.adminUrl}/act -d '${accept}'   # the silent client accepts after all`],
  };
}
