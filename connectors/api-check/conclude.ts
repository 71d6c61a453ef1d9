// What follows from the findings: which settings to change, and which types of resource the file documents. Pure.
import type { Finding } from './compare-shapes.ts';

export interface Proposal {
  readonly setting: string;
  readonly value: string;
}

/** Only where every place that uses the setting asks for the same. */
export function proposalsOf(findings: readonly Finding[]): readonly Proposal[] {
  const settings = new Set(findings.flatMap(({ setting }) => setting ?? []));
  return [...settings].flatMap((setting) => {
    const uses = findings.filter((finding) => finding.setting === setting && isAboutSetting(finding));
    const asked = new Set(uses.map(({ proposed }) => proposed));
    const [value] = asked;
    return asked.size === 1 && typeof value === 'string' ? [{ setting, value }] : [];
  });
}

/** A field that fits where it is asks for what there is; one that is another in type or length says nothing of the name. */
function isAboutSetting({ difference, proposed }: Finding): boolean {
  return difference === null || proposed !== null;
}

export function isSettled({ setting, proposed }: Finding, proposals: readonly Proposal[]): boolean {
  return proposed !== null && proposals.some((one) => one.setting === setting && one.value === proposed);
}

/** What keeps the connector from working as the file says, with the settings as they are. */
export function isContradicted({ difference, optional }: Finding): boolean {
  return difference !== null && !optional;
}

/**
 * Types of resource of whose calls the file says everything as the connector makes them, once the proposals are followed. `partly`:
 * types of which a call was not compared.
 */
export function documentedTypes(
  findings: readonly Finding[],
  proposals: readonly Proposal[],
  partly: readonly string[],
): readonly string[] {
  const types = new Set(findings.flatMap((finding) => finding.types ?? []));
  const wrong = findings.filter((finding) => isContradicted(finding) && !isSettled(finding, proposals));
  return [...types].filter(
    (type) =>
      !partly.includes(type) &&
      !wrong.some((finding) => finding.types === null || finding.types.includes(type)),
  );
}
