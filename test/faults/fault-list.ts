// All faults there are, and how often each must come up.
import { BESIDE_FAULTS } from './beside-faults.ts';
import type { Fault } from './fault.ts';
import { DELIVERY_FAULTS } from './delivery-faults.ts';
import { HEAVY_FAULTS } from './heavy-faults.ts';
import type { Shape } from './lab.ts';
import { ORDER_FAULTS } from './order-faults.ts';
import { PORTAL_FAULTS } from './portal-faults.ts';
import { PROCESS_FAULTS } from './process-faults.ts';
import { SOFTWARE_FAULTS } from './software-faults.ts';
import { VANISH_FAULTS } from './vanish-faults.ts';
import { WRONG_FAULTS } from './wrong-faults.ts';

export const FAULTS: readonly Fault[] = [
  ...PROCESS_FAULTS,
  ...PORTAL_FAULTS,
  ...DELIVERY_FAULTS,
  ...ORDER_FAULTS,
  ...WRONG_FAULTS,
  ...VANISH_FAULTS,
  ...BESIDE_FAULTS,
  ...SOFTWARE_FAULTS,
  ...HEAVY_FAULTS,
];

/** Over a run of `FULL_MINUTES` or more. */
export const LEAST = { light: 20, heavy: 2 } as const;
export const FULL_MINUTES = 20;

export function faultsOf(shape: Shape, weight: Fault['weight']): readonly Fault[] {
  return FAULTS.filter((fault) => fault.weight === weight && fault.shapes.includes(shape));
}

/** What only some of the shapes of a run can have comes up more often there, so that the run has as much of it as of others. */
export function deckFor(shape: Shape, shapes: readonly Shape[]): readonly Fault[] {
  return faultsOf(shape, 'light').flatMap((fault) => {
    const times = Math.ceil(shapes.length / runsWith(fault, shapes)) * (fault.oftenInVain === true ? 2 : 1);
    return Array.from({ length: times }, () => fault);
  });
}

/** How often a fault must have happened in each of the shapes that have it. */
export function leastIn(fault: Fault, shapes: readonly Shape[]): number {
  return Math.ceil(LEAST[fault.weight] / runsWith(fault, shapes));
}

function runsWith(fault: Fault, shapes: readonly Shape[]): number {
  return Math.max(1, shapes.filter((shape) => fault.shapes.includes(shape)).length);
}
