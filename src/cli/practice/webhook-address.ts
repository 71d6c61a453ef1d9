// Where the practice software of a practice sends its webhooks.
import type { Config } from '../../app/config.ts';

/** As others reach it where KOPPEL_PUBLIC_URL says so, else as this machine does. */
export function webhookAddress({ publicUrl, host, port }: Config, practiceId: string): string {
  const shown = host.includes(':') ? `[${host}]` : host;
  const origin = publicUrl?.replace(/\/+$/, '') ?? `http://${shown}:${port}`;
  return `${origin}/webhooks/practice/${practiceId}`;
}
