// What a person confirmed is what was shown: whoever agreed to some accesses ending has not agreed to others.
import { UsageError } from '../errors.ts';

/** Both: ids of resources. Throws UsageError where accesses would end that were not shown. */
export function assertConfirmed(accesses: readonly string[], confirmed: readonly string[]): void {
  if (accesses.some((id) => !confirmed.includes(id)))
    throw new UsageError({
      en: 'Other accesses have come to it since they were shown; nothing was changed. Try again.',
      nl: 'Er zijn toegangen bij gekomen sinds ze zijn getoond; er is niets gewijzigd. Probeer het opnieuw.',
    });
}
