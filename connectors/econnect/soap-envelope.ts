// The envelope of the SOAP service: written and read by a library that knows XML. What no honest answer of this service
// holds is not read at all: a document type, which could declare entities, or more than a megabyte. Pure.
import { XMLParser } from 'fast-xml-parser';
import XMLBuilder from 'fast-xml-builder';
import { z } from 'zod';

/** Of each operation, what stands in it, and what stands in the header. [doc] */
export const SOAP_NAMESPACE = 'http://api.everbinding.nl/v3_1/';
const ENVELOPE_NAMESPACE = 'http://schemas.xmlsoap.org/soap/envelope/';
const MAX_CHARACTERS = 1_000_000;

/** Elements by name, in the order in which the service takes them. */
export interface Elements {
  readonly [name: string]: string | boolean | Elements;
}

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

/** `token` stands in the header; only the sign-in goes without. [doc] */
export function writeEnvelope(operation: string, content: Elements, token?: string): string {
  const inNamespace = (elements: Elements): Elements => ({ '@xmlns': SOAP_NAMESPACE, ...elements });
  const header =
    token === undefined ? {} : { 'soap:Header': { Authentication: inNamespace({ SecurityToken: token }) } };
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'utf-8' },
    'soap:Envelope': {
      '@xmlns:soap': ENVELOPE_NAMESPACE,
      ...header,
      'soap:Body': { [operation]: inNamespace(content) },
    },
  });
}

// Prefixes are whatever the service likes them to be.
const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  htmlEntities: true,
});
const envelopeSchema = z.object({ Envelope: z.object({ Body: z.record(z.string(), z.unknown()) }) });

/** What stands in the body, by name; null for what is no envelope. Texts stay texts, also of numbers. */
export function readEnvelope(text: string): Readonly<Record<string, unknown>> | null {
  if (text.length > MAX_CHARACTERS || /<!DOCTYPE/i.test(text)) return null;
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- or what was cut short would be read; it goes with the next major
    return envelopeSchema.safeParse(parser.parse(text, true)).data?.Envelope.Body ?? null;
  } catch {
    // Not well-formed, names that could reach into objects, elements nested without end.
    return null;
  }
}
