// How the SOAP service words what it answers. [doc psb.econnect.eu/platform/endpoints/v3.1, misc/errorHandling]
import XMLBuilder from 'fast-xml-builder';
import type { Answer } from '../../sandbox-kit/answer.ts';

export const SOAP_NAMESPACE = 'http://api.everbinding.nl/v3_1/';
export const ENVELOPE_NAMESPACE = 'http://schemas.xmlsoap.org/soap/envelope/';

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

/** HTTP 500; the code stands at the end of the text, and a full stop may follow it. */
export function soapFault(code: string, message: string): Answer {
  return envelope(500, { 'SOAP:Fault': { faultcode: 'SOAP:Server', faultstring: `${message} [${code}].` } });
}

export function soapResult(call: string, fields: Readonly<Record<string, string | boolean>>): Answer {
  return envelope(200, { [`${call}Response`]: { '@xmlns': SOAP_NAMESPACE, ...fields } });
}

function envelope(status: number, body: object): Answer {
  const text = builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'utf-8' },
    'SOAP:Envelope': { '@xmlns:SOAP': ENVELOPE_NAMESPACE, 'SOAP:Body': body },
  });
  return { status, text, contentType: 'text/xml; charset=utf-8' };
}
