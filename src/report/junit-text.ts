import { createRequire } from 'node:module';
import type builder from 'junit-report-builder';
import type xmlbuilder from 'xmlbuilder';
import type { XMLElement } from 'xmlbuilder';
import { plainLine } from './plain-text.ts';

const require = createRequire(import.meta.url);

export type JUnitSuite = ReturnType<ReturnType<typeof builder.newBuilder>['testSuite']>;
export type JUnitCase = ReturnType<JUnitSuite['testCase']>;

/** An element that the builder has no word for. */
export interface JUnitElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Readonly<Record<string, string>>;
}

/** What a test case holds beside what the builder puts there. */
export interface CaseExtras {
  /** The builder's `skipped` takes none. */
  readonly skipMessage?: string;
  /** Stand before the output of the test case, where Surefire's schema wants them. */
  readonly elements?: readonly JUnitElement[];
}

/**
 * The text of junit.xml: suites as the builder makes them, in a root without the `skipped` that the junit-10 schema has no such attribute for.
 * `extras`: of a suite's test cases, in their order.
 */
export const junitText = (
  name: string,
  suites: readonly { readonly suite: JUnitSuite; readonly extras: readonly (CaseExtras | undefined)[] }[],
): string => {
  const { create } = require('xmlbuilder') as typeof xmlbuilder;
  const root = create('testsuites', { encoding: 'UTF-8', invalidCharReplacement: '' });
  const sum = (count: (suite: JUnitSuite) => number): number => suites.reduce((total, { suite }) => total + count(suite), 0);
  root.att('name', plainLine(name));
  root.att(
    'tests',
    sum((suite) => suite.getTestCaseCount()),
  );
  root.att(
    'failures',
    sum((suite) => suite.getFailureCount()),
  );
  root.att(
    'errors',
    sum((suite) => suite.getErrorCount()),
  );
  for (const { suite, extras } of suites) {
    const cases = childrenOf(suite.build(root), 'testcase');
    for (const [index, element] of cases.entries()) extend(element, extras[index] ?? {});
  }
  return root.end({ pretty: true });
};

/** Text for a CDATA section. The builder splits only the first `]]>` in it, so that a second one would end the section. */
export const characterData = (text: string): string => withoutAttachments(text.replaceAll(']]>', ']] >'));

/** Any text in one line, for an attribute. */
export const attributeText = (text: string): string => withoutAttachments(plainLine(text));

// Jenkins and GitLab take the files that it names out of the lab: what a board says names none.
const withoutAttachments = (text: string): string => text.replaceAll(/\[\[(?=\s*ATTACHMENT)/gi, '[ [');

/** The line by which Jenkins (JUnit Attachments) and GitLab find a file, relative to the folder of the job. */
export const attachmentLine = (path: string): string => `[[ATTACHMENT|${path}]]`;

const extend = (testCase: XMLElement, { skipMessage, elements = [] }: CaseExtras): void => {
  if (skipMessage !== undefined) childrenOf(testCase, 'skipped')[0]?.att('message', skipMessage);
  const [output] = childrenOf(testCase, 'system-out');
  for (const { name, attributes, children } of elements) {
    const added = output ? output.insertBefore(name, attributes) : testCase.ele(name, attributes);
    for (const [child, text] of Object.entries(children)) added.ele(child).cdata(text);
  }
};

const childrenOf = ({ children }: XMLElement, name: string): XMLElement[] =>
  (children as XMLElement[]).filter((child) => child.name === name);
