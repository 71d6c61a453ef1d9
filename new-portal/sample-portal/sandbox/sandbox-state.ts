// What the sandbox of Sample Portal holds, in memory. No HTTP here.
import type { Hidable } from '../../../connectors/sandbox-kit/late-visibility.ts';

export interface Workspace extends Hidable {
  readonly id: string;
  readonly number: string;
  /** What a caller may change, Koppel's and others'. */
  readonly fields: Record<string, unknown>;
  /** Roles by e-mail. */
  readonly members: Map<string, string>;
}

export interface SandboxState {
  workspaces: Workspace[];
  readonly mails: readonly unknown[];
}

export function createState(): SandboxState {
  return { workspaces: [], mails: [] };
}
