const german: Readonly<Record<string, string>> = Object.fromEntries(
  `sobald=as soon as; wenn=when; nachdem=after; nach=after; bevor=before; solange=as long as; bis=until; danach=then; dann=then; aber=but; und=and; oder=or; nur=only; noch=still; mit=with; ohne=without; im=in; unter=under; vom=from; von=from; beim=at; zum=to; auf=on; der=the; die=the; das=the; dem=the; den=the; ein=a; eine=a; einen=a; ich=i; wir=we; mein=my; meine=my; unser=our; unsere=our; ist=is; sind=are; wird=is; war=was; hat=has; kann=can; nicht=not; kein=no; keine=no; keinen=no; nichts=nothing; mehr=more; immer=always; nie=never; startet=starts; gestartet=started; starten=start; start=start; bootet=boots; booten=boot; gebootet=booted; hochfährt=boots; hochgefahren=booted; läuft=runs; laufen=run; lief=ran; funktioniert=works; funktionieren=work; geht=works; einwandfrei=fine; problemlos=fine; hängt=hangs; hängen=hang; friert=freezes; eingefroren=frozen; stürzt=crashes; abstürzt=crashes; steht=stops; stehen=stops; stoppt=stops; anhält=stops; aufhört=stops; verstummt=stops; stumm=silent; still=silent; tot=dead; schweigt=silent; dunkel=dark; blinkt=blinks; leuchtet=lights; ausgabe=output; ausgaben=output; konsole=console; schnittstelle=uart; zeichen=characters; zeichensalat=garbage; müll=garbage; unleserlich=unreadable; kern=core; kernel=kernel; datei=file; ordner=folder; verzeichnis=directory; fehler=error; fehlermeldung=error; fehlt=is missing; fehlschlägt=fails; fehlgeschlagen=failed; findet=finds; gefunden=found; leer=empty; speicher=memory; reserviert=reserved; passwort=password; anmelden=log in; anmeldung=login; einloggen=log in; falsch=wrong; abgelehnt=rejected; alte=old; alten=old; neue=new; neuen=new; sehe=see; sieht=sees; kommt=comes; zeigt=shows; gibt=gives; wartet=waits; bleibt=stays; laden=load; lädt=loads; geladen=loaded; platine=board; modul=module; gerät=device; baum=tree; wiederherstellungsmodus=recovery mode; erkannt=detected`
    .split('; ')
    .map((pair) => pair.split('=') as [string, string]),
);

// Longer ones first: a part of a word has a meaning of its own.
const chinese: readonly (readonly [RegExp, string])[] = (
  [
    ['启动内核|内核启动|启动\\s*linux|linux\\s*启动|进入系统|系统启动', 'Linux starts'],
    ['设备树', 'device tree'],
    ['没有输出|无输出|没输出|不输出|没有打印|无打印|不打印|没有任何输出|没有反应', 'no output'],
    ['没有那个文件|找不到文件|文件不存在', 'file not found'],
    ['找不到', 'cannot find'],
    ['无法启动|启动不了|不能启动|启动失败|起不来', 'does not start'],
    ['加载失败|无法加载', 'fails to load'],
    ['停止运行|停止工作|停止输出|停止|停了|停住', 'stops'],
    ['卡死|卡住|死机|挂死|挂起|死掉', 'hangs'],
    ['乱码', 'garbage'],
    ['正常', 'works fine'],
    ['固件', 'firmware'],
    ['串口', 'uart'],
    ['内核', 'kernel'],
    ['波特率', 'baud rate'],
    ['资源表', 'resource table'],
    ['失败', 'fails'],
    ['报错|错误', 'error'],
    ['输出', 'output'],
    ['打印', 'prints'],
    ['启动', 'start'],
    ['密码', 'password'],
    ['登录', 'login'],
    ['预留|保留', 'reserve'],
    ['内存', 'memory'],
    ['无法|不能', 'cannot'],
    ['没有', 'no'],
    ['但是|但|可是', 'but'],
    ['之后|以后|后', 'after that'],
    ['在', 'in'],
    ['只', 'only'],
    ['是', 'is'],
  ] as const
).map(([words, english]) => [new RegExp(words, 'gi'), english] as const);

const germanWords = /\b(?:ich|und|nicht|kein|keine|wenn|sobald|beim|nach|auf|der|die|das|ist|mit|wir|aber|wird|habe)\b/gi;
export const hasChinese = (text: string): boolean => /[\u4e00-\u9fff]{2}/.test(text);

/** The sentence with those words in English that reports are made of, where it is German or Chinese; as it was otherwise. Its order of words stays. */
export const glossOf = (text: string): string => {
  if (hasChinese(text))
    return chinese
      .reduce((rest, [words, english]) => rest.replace(words, ` ${english} `), text)
      .replace(/[，。；、：]/g, ', ')
      .replace(/ {2,}/g, ' ');
  if ((text.match(germanWords) ?? []).length < 2) return text;
  return text.replace(/[A-Za-zÄÖÜäöüß]+/g, (word) => german[word.toLowerCase()] ?? word);
};
