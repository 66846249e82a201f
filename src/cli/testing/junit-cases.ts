/** How a test case stands in junit.xml. */
export interface JUnitCase {
  readonly name: string;
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  /** The type of its failure or error; empty where it has none. */
  readonly type: string;
  readonly message: string;
  /** All that stands in its element. */
  readonly text: string;
}

/** Every test case of a junit.xml, in order. */
export const junitCases = (xml: string): JUnitCase[] =>
  [...xml.matchAll(/<testcase((?:\s+\w+="[^"]*")*)\s*(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(([, own = '', text = '']) => {
    const [, kind = 'passed', attributes = ''] = /<(failure|error|skipped)((?:\s+\w+="[^"]*")*)/.exec(text) ?? [];
    return {
      name: attributeOf(own, 'name'),
      kind: kind as JUnitCase['kind'],
      type: attributeOf(attributes, 'type'),
      message: attributeOf(attributes, 'message'),
      text,
    };
  });

const attributeOf = (attributes: string, name: string): string => unescaped(new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1] ?? '');

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** The text without the entities of XML and HTML. */
export const unescaped = (text: string): string =>
  text.replaceAll(/&(?:#x([\da-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex: string, decimal: string, name: string) => {
    if (name) return entities[name] ?? whole;
    return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal));
  });
