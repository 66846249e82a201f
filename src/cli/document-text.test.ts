import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { textsOf } from './log-files.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const docx = (body: string): Uint8Array =>
  zipSync({
    '[Content_Types].xml': bytes('<Types/>'),
    'word/styles.xml': bytes('<w:styles><w:name>Heading of a style</w:name></w:styles>'),
    'word/document.xml': bytes(`<w:document><w:body>${body}</w:body></w:document>`),
  });
const run = (text: string): string => `<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;

test('a paragraph and a break of a .docx end a line; its style sheets are none of the text', async () => {
  const content = docx(
    `<w:p w:rsidR="1">${run('U-Boot &gt; ')}${run('run bootcmd')}</w:p><w:p/><w:p>${run('a')}<w:r><w:tab/><w:br/></w:r>${run('b &lt;6&gt; &#x41;')}</w:p><w:p><w:del><w:r>${run('taken out')}</w:r></w:del></w:p>`,
  );
  expect(await textsOf('report.docx', content)).toEqual([{ name: 'report.docx', text: 'U-Boot > run bootcmd\n\na\t\nb <6> A\n\n' }]);
});

test('an .odt, with its runs of spaces', async () => {
  const content = zipSync({
    mimetype: bytes('application/vnd.oasis.opendocument.text'),
    'meta.xml': bytes('<office:meta>By somebody</office:meta>'),
    'content.xml': bytes(
      '<office:text><text:h text:level="1">The M7</text:h><text:p text:style-name="P1">one<text:s text:c="3"/>two<text:line-break/>three</text:p></office:text>',
    ),
  });
  expect((await textsOf('report.odt', content))[0]!.text).toBe('The M7\none   two\nthree\n');
});
