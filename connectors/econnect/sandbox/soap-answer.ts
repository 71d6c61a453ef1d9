// How the SOAP service words what it answers. [doc]
import type { Answer } from './answer.ts';
import { escapeXml } from './xml.ts';

export const SOAP_NAMESPACE = 'http://www.everbinding.nl/';
const ENVELOPE_NAMESPACE = 'http://schemas.xmlsoap.org/soap/envelope/';

/** HTTP 500, and the code stands at the end of the text. */
export function soapFault(code: string, message: string): Answer {
  const text = escapeXml(`${message} [${code}]`);
  const fault = `<soap:Fault><faultcode>soap:Server</faultcode><faultstring>${text}</faultstring></soap:Fault>`;
  return envelope(500, fault);
}

/** A call that the service does not understand at all: its framework answers, without a code. */
export function soapMisunderstood(message: string): Answer {
  const text = escapeXml(message);
  return envelope(
    500,
    `<soap:Fault><faultcode>soap:Client</faultcode><faultstring>${text}</faultstring></soap:Fault>`,
  );
}

export function soapResult(call: string, fields: Readonly<Record<string, string | boolean | null>>): Answer {
  const members = Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`);
  const result = `<${call}Result>${members.join('')}</${call}Result>`;
  return envelope(200, `<${call}Response xmlns="${SOAP_NAMESPACE}">${result}</${call}Response>`);
}

function envelope(status: number, body: string): Answer {
  const text =
    `<?xml version="1.0" encoding="utf-8"?>` +
    `<soap:Envelope xmlns:soap="${ENVELOPE_NAMESPACE}"><soap:Body>${body}</soap:Body></soap:Envelope>`;
  return { status, text, contentType: 'text/xml; charset=utf-8' };
}
