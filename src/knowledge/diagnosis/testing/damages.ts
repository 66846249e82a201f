/** What forums, mailers, terminals and readers of screenshots do to a log. */
export const damages: Readonly<Record<string, (text: string) => string>> = {
  'as it came': (text) => text,
  'CRLF, ANSI': (text) => text.replaceAll('\n', '\r\n\u001b[0m'),
  quoted: (text) => text.replace(/^/gm, '> '),
  'quoted three deep': (text) => text.replace(/^/gm, '>>> '),
  'fenced, escaped': (text) => `\`\`\`\n${text.replaceAll('_', '\\_')}\n\`\`\``,
  HTML: (text) => `<pre>${escaped(text).replaceAll('\n', '<br>')}</pre>`,
  'HTML page': (text) =>
    `<!DOCTYPE html>\n<html><head><title>Post</title><style>p { margin: 0 }</style></head><body><div class="lia-message-body">${text
      .split('\n')
      .map((line) => `<p>${escaped(line)}</p>`)
      .join('')}</div></body></html>`,
  BBCode: (text) => `[quote="somebody"]\n[code=bash]${text}[/code]\n[/quote]`,
  'BBCode, coloured': (text) => text.replace(/^(.+)$/gm, '[color=#00ff00][b]$1[/b][/color]'),
  'curly quotes': (text) => text.replace(/'(\w)/g, '\u2018$1').replaceAll("'", '\u2019').replace(/ - /g, ' \u2013 '),
  'newlines lost before stamps': (text) => text.replace(/\n(?=\[ *\d+\.\d+\] \w)/g, '        '),
  'one line': (text) => text.trim().replace(/\s*\n\s*/g, ' '),
  'no time stamps': (text) => text.replace(/^\[ *\d+\.\d+\] /gm, ''),
  'stamps trimmed': (text) => text.replace(/^\[ *(\d+\.\d{3})\d+\] /gm, '[$1] '),
  'Ox for 0x': (text) => text.replace(/\b0x/g, 'Ox'),
  'read from a screenshot': (text) =>
    text
      .replace(/\b0x/g, 'Ox')
      .replace(/ {2,}/g, ' ')
      .replace(/remoteproc0/g, 'remoteprocO')
      .replace(/\bkernel\b/g, 'kemel')
      .replace(/\bfirmware\b/g, 'firrnware'),
  'wrapped at 60': (text) => wrapped(text, 60),
  'wrapped at 50': (text) => wrapped(text, 50),
  'cut at 50': (text) => text.replace(/(.{50})(?=.)/g, '$1\n'),
  'indented by 4': (text) => text.replace(/^/gm, '    '),
  'journald in front': (text) => text.replace(/^(?=\[ *\d+\.\d+\] \w)/gm, 'Mar 03 10:11:12 verdin-imx8mp-15230201 kernel: '),
  'quoted-printable': (text) =>
    `Content-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: quoted-printable\n\n${printable(text)}`,
  'two consoles woven': (text) => {
    const other = ['hil-other: still alive', 'Temperature 41 C', 'heartbeat ok'];
    return text
      .split('\n')
      .map((line, index) =>
        /^\[ *\d+\.\d+\] /.test(line) ? `[A53] ${line}${index % 3 === 0 ? `\n[PSU] ${other[index % other.length]}` : ''}` : line,
      )
      .join('\n');
  },
};

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const wrapped = (text: string, columns: number): string =>
  text
    .split('\n')
    .map((line) => line.replace(new RegExp(`(.{1,${columns}})(?:\\s+|$)`, 'g'), '$1\n').trimEnd())
    .join('\n');

/** RFC 2045, 6.7: no line above 76 characters. */
const printable = (text: string): string =>
  text
    .split('\n')
    .map((line) =>
      [...new TextEncoder().encode(line)]
        .map((byte) =>
          byte === 0x3d || byte < 32 || byte > 126 ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}` : String.fromCharCode(byte),
        )
        .join('')
        .replace(/((?:=[0-9A-F]{2}|[^=]){60,73})(?=.)/g, '$1=\n'),
    )
    .join('\n');
