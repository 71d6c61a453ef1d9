// What the demo needs to know about a portal: how its connection is set up, how its sandbox is started, and the story to
// play in it. One object per portal, listed in stories.ts.
import type { z } from 'zod';
import type { App } from '../src/app/app.ts';
import type { Output } from '../src/cli/frame/output.ts';
import type { policySchema } from '../src/domain/connection.ts';
import type { Foundation } from '../src/app/foundation.ts';
import type { Text } from '../src/domain/text.ts';
import type { Narrator } from './narrator.ts';
import type { PracticeSoftware } from './practice-software.ts';

export const PRACTICE_ID = 'demo';

export interface Sandbox {
  /** The base address of a connection. */
  readonly url: string;
  /** Its back door: state, counts of requests, mails. */
  readonly adminUrl: string;
}

export interface DemoStory {
  /** Id of the portal's connector. */
  readonly portal: string;
  readonly title: string;
  /** Name of the connection in the invented practice. */
  readonly connection: string;
  readonly credentials: unknown;
  /** The portal's own settings, as its connector takes them. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly policy: z.input<typeof policySchema>;
  /** Resource types that the sandbox is known to behave for as assumed. */
  readonly provenTypes: readonly string[];
  /** Where others reach Koppel, where the story needs that. Nobody can then sign in on this machine. */
  readonly publicUrl?: string;
  /** `port`: default: a free one. */
  startSandbox(options?: { readonly port: number }): Promise<Sandbox & { close(): Promise<void> }>;
  /** Throws when Koppel, the sandbox and the story do not fit. */
  play(demo: Demo, audience: Audience): Promise<PlayedStory>;
}

/** Practice software that is played: how it is started, and what lets Koppel into it. */
export interface PlayedSource {
  /** Id of the source. */
  readonly source: string;
  readonly title: string;
  readonly credentials: unknown;
  /** Where the app of the credentials is registered to send people back. */
  readonly redirectUri: string;
  /** `port`: default: a free one. */
  start(options?: { readonly port: number }): Promise<Sandbox & { close(): Promise<void> }>;
}

export interface PlayedStory {
  /** What `koppel demo --json` prints. */
  readonly report: object;
  /** The end of the story, for people. */
  print(out: Output): void;
  /** What to look at while the demo stays up. */
  readonly stay: Text;
}

export interface Audience {
  readonly narrator: Narrator;
  /** Aborted when a person ends the demo. */
  readonly signal: AbortSignal;
}

export interface SignIn {
  readonly name: string;
  readonly password: string;
}

/** Everything that runs while a story is played. */
export interface Demo {
  readonly story: DemoStory;
  readonly foundation: Foundation;
  readonly app: App;
  readonly url: string;
  readonly sandbox: Sandbox;
  readonly connectionId: string;
  readonly practiceSoftware: PracticeSoftware;
  readonly dataDir: string;
  readonly signIns: readonly SignIn[];
  close(): Promise<void>;
}
