/** All that a board, a suite's file, a lab file or another user may put where something of ours shows it, each for one reader. */
export const attacks: readonly string[] = [
  // A terminal: titles, colours by seven and eight bits, the screen, a link, lines of other kinds, text that runs backwards or is not seen.
  '\x1b]0;evil title\x07',
  '\x1b[2J\x1b[H',
  '\u009b31m\u009d0;t\u009c\u0085',
  '\x1b]8;;javascript:window.attacked=1\x07here\x1b]8;;\x07',
  '\u202egnp.exe\u2066\u2028\u0000\ufeff\ud800\uffff',
  '\r\n',
  // A browser.
  '<script>window.attacked=1</script>',
  '<img src=x onerror="window.attacked=1">',
  '"><svg onload=window.attacked=1>',
  '</script></title></style></textarea><script>window.attacked=1</script>',
  "');window.attacked=1;//",
  '&lt;b&gt;&#60;script&#62;',
  'javascript:window.attacked=1',
  // Readers of XML.
  ']]>',
  '</system-out></testcase>',
  '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>&x;',
  // Readers of Markdown.
  '\n# heading\n',
  '\n- item\n1. item\n> quote\n---\n===\n',
  '| a | b |',
  '\\',
  '\\|',
  '`',
  '\n```\n~~~\n',
  '[x](http://y)![i](http://z)<http://w>',
  '[x]: http://y "t"',
  '**b** __b__ *i* _i_ ~~s~~ $m$ <!-- c -->',
  // Runners of a CI.
  '\n::error file=x::y\n',
  '::set-output name=a::b',
  '##vso[task.complete result=Succeeded;]done',
  '##[add-mask]x #\x1b[0m#vso[task.setvariable variable=p]q',
  '\x1b[0Ksection_start:1:evil\r\x1b[0Kx',
  '##teamcity[x]',
  '%0A::error::z ] ; , ',
  '[[ATTACHMENT|/etc/passwd]]',
  // A shell, a path.
  '$(touch attacked)`touch attacked`; touch attacked',
  '../../../attacked',
  '{{constructor}} $' + '{window.attacked=1}',
];
