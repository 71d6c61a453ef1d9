// Plays the events one after another and measures, for each, the time from the first signed request until the sandbox
// shows the effect.
import { inEach } from '../src/domain/text.ts';
import { readMark } from './movement.ts';
import type { DemoEvent } from './practice-day.ts';
import { settle } from './settle.ts';
import type { Audience, Demo } from './story.ts';
import { waitUntil } from './wait-until.ts';

export interface PlayedEvent {
  readonly type: string;
  readonly verifiedAfterMs: number;
}

const LOOK_EVERY_MS = 10;

export async function playAll(
  demo: Demo,
  events: readonly DemoEvent[],
  { narrator, signal }: Audience,
): Promise<readonly PlayedEvent[]> {
  const played: PlayedEvent[] = [];
  for (const event of events) {
    const verifiedAfterMs = await play(demo, event, signal);
    played.push({ type: event.type, verifiedAfterMs });
    const seconds = (verifiedAfterMs / 1000).toFixed(2).padStart(6);
    narrator.say(inEach((lang) => `  ${seconds} s  ${event.story[lang]}`));
    // Each is measured with nothing else to do.
    await settle(demo, signal);
  }
  return played;
}

async function play(demo: Demo, event: DemoEvent, signal: AbortSignal): Promise<number> {
  const start = performance.now();
  for (const message of event.messages) await demo.practiceSoftware.send(message);
  await waitUntil(() => event.isShown(), {
    what: `the sandbox to show ${event.type}`,
    everyMs: LOOK_EVERY_MS,
    signal,
    readMark: () => readMark(demo),
  });
  return Math.round(performance.now() - start);
}
