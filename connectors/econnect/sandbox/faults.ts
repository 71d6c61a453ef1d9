// How the portal words what goes wrong on demand: soap-<CODE> is a SOAP fault in HTTP 500.
import { htmlPage } from '../../sandbox-kit/answer.ts';
import * as kit from '../../sandbox-kit/faults.ts';
import { refusal, type Answer } from './answer.ts';
import { soapFault } from './soap-answer.ts';

const SOAP = /^soap-([A-Z0-9_]+)$/;

export function readFault(body: unknown): kit.Fault | string {
  return kit.readFault(body, SOAP);
}

/** The answer of a fault that answers by itself; null for those that only bend what the route does. */
export function faultAnswer(fault: kit.Fault, { path, echo }: { path: string; echo: string }): Answer | null {
  const soapCode = SOAP.exec(fault.fault)?.[1];
  if (soapCode !== undefined) return soapFault(soapCode, `Refused on demand: ${echo}`);
  const refuse = (status: number): Answer =>
    // Something before the SOAP service answers these, and it speaks no SOAP.
    path.startsWith('/soap/')
      ? htmlPage(status, echo)
      : refusal(status, `HTTP_${status}`, `Refused on demand: ${echo}`);
  return kit.faultAnswer(fault, { echo, refuse });
}
