// Reads what was sent to the SOAP service as elements with their namespaces. Whatever is not well-formed, or has a
// document type, is null.
import { XMLParser } from 'fast-xml-parser';
import { fieldsOf, textOf, type Fields } from '../../sandbox-kit/answer.ts';

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  readonly namespace: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  ignoreDeclaration: true,
  parseTagValue: false,
  parseAttributeValue: false,
  htmlEntities: true,
  alwaysCreateTextNode: true,
});

export function parseXml(text: string): XmlElement | null {
  if (/<!DOCTYPE/i.test(text)) return null;
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- or what was cut short would be read; it goes with the next major
    const [root, ...more] = elementsIn(fieldsOf(parser.parse(text, true)), new Map());
    return root === undefined || more.length > 0 ? null : root;
  } catch {
    return null;
  }
}

function elementsIn(parent: Fields, outer: ReadonlyMap<string, string>): readonly XmlElement[] {
  return Object.entries(parent)
    .filter(([tag]) => !/^[@#]/.test(tag))
    .flatMap(([tag, same]) => [same].flat().map((one) => elementOf(tag, fieldsOf(one), outer)));
}

function elementOf(tag: string, element: Fields, outer: ReadonlyMap<string, string>): XmlElement {
  const own = Object.entries(element).filter(([name]) => /^@xmlns(:|$)/.test(name));
  const namespaces = new Map([
    ...outer,
    ...own.map(([name, value]) => [name.slice(7), String(value)] as const),
  ]);
  const [name = '', prefix = ''] = tag.split(':').reverse();
  const [namespace = '', children] = [namespaces.get(prefix), elementsIn(element, namespaces)];
  return { name, namespace, children, text: textOf(element['#text']) };
}

export function childOf(element: XmlElement | null | undefined, name: string): XmlElement | null {
  return element?.children.find((child) => child.name === name) ?? null;
}
