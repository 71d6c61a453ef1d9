// What a portal cannot have is declared by its harness with a reason. The reason stands in the name of the test, so that
// whoever reads the list of tests sees what was not tried and why.
import { expect } from 'chai';

/** Reasons by resource type. */
export type Reasons = Readonly<Record<string, string>>;

export interface Case<Arrange> {
  /** The member of the harness that arranges the case, or says why there is none. */
  readonly member: string;
  readonly given: Arrange | string | undefined;
  /** What holds of the portal where there is no such case. */
  readonly declared?: () => Promise<void> | void;
}

/** One test where the harness can arrange the case; where it cannot, one that holds it to saying why. */
export function itIf<Arrange>(
  { member, given, declared }: Case<Arrange>,
  title: string,
  test: (given: Arrange) => Promise<void>,
): void {
  const reason = typeof given === 'string' ? ` (not in this portal: ${given})` : '';
  it(`${title}${reason}`, async () => {
    if (given === undefined)
      expect.fail(`Give the harness \`${member}\`, or a text that says why there is no such case.`);
    if (typeof given !== 'string') return test(given);
    expectReason(given);
    await declared?.();
  });
}

/** The title of a test that makes exceptions of some types. */
export function withReasons(title: string, reasons: Reasons = {}): string {
  const told = Object.entries(reasons).map(([type, reason]) => `${type}: ${reason}`);
  return told.length === 0 ? title : `${title} (otherwise in this portal: ${told.join('; ')})`;
}

/** Every type with an exception has a reason, and the exception was met: none is declared that there is not. */
export function expectMet(member: string, met: readonly string[], reasons: Reasons = {}): void {
  for (const type of new Set(met)) {
    expect(reasons, `Give the harness \`${member}\` a text under '${type}' that says why.`).to.have.property(
      type,
    );
  }
  for (const [type, reason] of Object.entries(reasons)) {
    expectReason(reason);
    expect(met, `'${type}' needs no \`${member}\` in the harness`).to.include(type);
  }
}

export function expectReason(reason: string): void {
  expect(reason, 'a reason').to.match(/^\S.{15,}/);
}
