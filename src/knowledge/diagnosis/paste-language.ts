// What C libraries and shells answer in the languages of those who post: German, French, Spanish, Italian, Portuguese, Polish, Japanese, Chinese.
const translations: readonly (readonly [RegExp, string])[] = [
  [
    /Datei oder Verzeichnis nicht gefunden|Aucun fichier ou dossier de ce (?:type|nom)|No existe el (?:archivo|fichero) o el directorio|File o directory non esistente|Arquivo ou diret\u00f3rio (?:inexistente|n\u00e3o encontrado)|Nie ma takiego pliku ani katalogu|\u305d\u306e\u3088\u3046\u306a\u30d5\u30a1\u30a4\u30eb\u3084\u30c7\u30a3\u30ec\u30af\u30c8\u30ea\u306f\u3042\u308a\u307e\u305b\u3093|\u6ca1\u6709\u90a3\u4e2a\u6587\u4ef6\u6216\u76ee\u5f55|\u6c92\u6709\u6b64\u4e00\u6a94\u6848\u6216\u76ee\u9304/g,
    'No such file or directory',
  ],
  [
    /Das Argument ist ung\u00fcltig|Ung\u00fcltiges Argument|Argument invalide|Argumento inv\u00e1lido|Argomento non valido|Z\u0142y argument|\u7121\u52b9\u306a\u5f15\u6570\u3067\u3059|\u65e0\u6548\u7684\u53c2\u6570/g,
    'Invalid argument',
  ],
  [
    /Das Ger\u00e4t oder die Ressource ist belegt|P\u00e9riph\u00e9rique ou ressource occup\u00e9|Dispositivo o recurso ocupado|Dispositivo o risorsa occupata|Urz\u0105dzenie lub zas\u00f3b zaj\u0119te|\u30c7\u30d0\u30a4\u30b9\u3082\u3057\u304f\u306f\u30ea\u30bd\u30fc\u30b9\u304c\u30d3\u30b8\u30fc\u72b6\u614b\u3067\u3059|\u8bbe\u5907\u6216\u8d44\u6e90\u5fd9/g,
    'Device or resource busy',
  ],
  [
    /Nicht gen\u00fcgend Hauptspeicher verf\u00fcgbar|Impossible d'allouer de la m\u00e9moire|No se pudo asignar memoria|\u65e0\u6cd5\u5206\u914d\u5185\u5b58/g,
    'Cannot allocate memory',
  ],
  [
    /Keine Berechtigung|Permission non accord\u00e9e|Permiso denegado|Permesso negato|\u8bb8\u53ef\u88ab\u62d2\u7edd|\u6743\u9650\u4e0d\u591f/g,
    'Permission denied',
  ],
  [
    /Schreibfehler|Fehler beim Schreiben|erreur d'\u00e9criture *(?=:)|error de escritura|errore di scrittura|b\u0142\u0105d zapisu|\u66f8\u304d\u8fbc\u307f\u30a8\u30e9\u30fc|\u5199\u9519\u8bef|\u5199\u5165\u9519\u8bef/g,
    'write error',
  ],
  [/Anmeldung fehlgeschlagen|Identifiants? incorrects?|Inicio de sesi\u00f3n incorrecto|\u767b\u5f55\u9519\u8bef/g, 'Login incorrect'],
  [
    /(?:Zugriff auf '([^']+)' nicht m\u00f6glich|impossible d'acc\u00e9der \u00e0 '([^']+)'|no se puede acceder a '([^']+)'|impossibile accedere a '([^']+)')/g,
    "cannot access '$1$2$3$4'",
  ],
];

/** A line with the C library's and the shell's own sentences in English; everything else as it was. */
export const inEnglish = (line: string): string =>
  /[^\x00-\x7f]|Argument|fichier|archivo|directory non|Schreib|criture|escritura|scrittura|Datei|Keine|Nicht|Permis|Anmeldung|Identifiant|Dispositivo|Zugriff/.test(
    line,
  )
    ? translations.reduce((text, [pattern, english]) => text.replace(pattern, english), line)
    : line;
