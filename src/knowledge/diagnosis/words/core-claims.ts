import { type ClaimPattern, either, notDone, re, subject } from './claim.ts';
import { ddr, fails, garbled, linuxComes, mCore, silent, stops, tcm, uBoot, underLinux, works } from './concepts.ts';

/** What people say of the core and its text. */
export const coreClaims: readonly ClaimPattern[] = [
  {
    claim: 'output-ends-with-linux',
    says: [
      re(`${subject}.{0,60}${stops}.{0,70}${linuxComes}`),
      re(`${linuxComes}.{0,60}${subject}.{0,40}${stops}`),
      re(`${linuxComes}.{0,30}${stops}.{0,30}${subject}`),
      re(`\\b(?:lose|loses|lost)\\b.{0,30}${subject}.{0,60}${linuxComes}`),
      re(`${subject}.{0,90}\\b(?:as long as|only (?:while|before|until|in)|but only before)\\b.{0,40}(?:${linuxComes}|${uBoot})`),
      re(`${subject}(?:(?![.!?] ).){0,90}\\b(?:until|till|up to(?: the point where)?|before)\\b.{0,40}${linuxComes}`),
      re(`${subject}.{0,90}\\b(?:until|till|up to)\\b.{0,40}${uBoot}.{0,30}\\b(?:ends?|leaves?|hands?|jumps?|boots?)\\b`),
      re(
        `(?:${works}).{0,40}\\b(?:in|at|from|under|inside|while in|with)\\b.{0,20}${uBoot}.{0,80}\\b(?:but|then|however|once|as soon as|when|after)\\b.{0,60}(?:${underLinux}).{0,60}${silent}`,
      ),
      re(
        `(?:${works}).{0,40}\\b(?:in|at|from|under|inside)\\b.{0,20}${uBoot}.{0,60}\\b(?:but|yet|though)\\b.{0,20}${notDone}.{0,30}(?:${underLinux})`,
      ),
      re(`${uBoot}.{0,60}(?:${works}).{0,80}(?:${linuxComes}).{0,60}${silent}`),
      re(`(?:${underLinux}).{0,60}${mCore}.{0,30}${silent}.{0,80}(?:${uBoot}).{0,40}${works}`),
      re(`${mCore}.{0,60}(?:${underLinux}).{0,60}${silent}.{0,80}(?:${uBoot}).{0,40}${works}`),
      re(
        `${subject}.{0,60}\\b(?:from|as soon as|since|after)\\b.{0,30}${uBoot}.{0,60}${stops}.{0,30}\\b(?:\\w+ )?(?:s|secs?|seconds?) (?:later|after)`,
      ),
      re(
        `(?:linux|kernel)\\b.{0,30}(?<!\\b(?:i|we|you|to|not) )\\b(?:kills?|gates?|stops?|disables?|switch\\w* off|turns? off|shuts? (?:off|down)|cuts?)\\b.{0,40}(?:${mCore}|clocks? (?:of|for|to) (?:the )?${mCore})`,
      ),
    ],
    unless: re(
      `\\b(?:load|start|boot|launch|run)\\w* (?:and (?:start|run) )?(?:the |my |our |an? |its )?(?:${mCore}|image|application|binary)\\b.{0,20}\\b(?:just |right |shortly |directly )?before\\b|\\bstops? being\\b|\\bblocks? (?:on|until|for) |\\b(?:does ?n[o']t|do not|does not|never|no longer|not) (?:stop|hang|freeze|die|halt)|keeps? (?:running|printing|blinking|going)(?!.{0,40}\\b(?:until|till|up to)\\b)|\\bdisabled\\b.{0,50}\\b(?:so|for|because)\\b.{0,12}(?:${mCore})|(?:${garbled})|echo (?:start|stop)|\\bremoteproc\\b.{0,30}\\bstart|\\b(?:hangs?|hung|stuck|blocks?|waits?) (?:in|inside|at|on) (?:the )?\\w*(?:rpmsg|openamp|erpc)\\w*|\\b(?:using|with|by|via|through) remoteproc\\b|(?:linux|kernel|a53|a35|a72|a7|board|system|everything|boot)(?: boot)? (?:itself |completely |then |just |immediately )?(?:hangs|freezes|stops|dies|locks|panics|blocks|crashes|(?:gets?|got|is) stuck|is (?:unable|not able) to boot|is not booting|never (?:boots|comes up|finishes|reaches|gets)|won'?t|does ?n[o']t (?:boot|start))`,
    ),
  },
  {
    claim: 'garbled-under-linux',
    says: [
      ...either(garbled, `(?:${underLinux})`, 90),
      re(`${uBoot}.{0,80}\\breadable\\b.{0,120}${garbled}`),
      re(`${garbled}.{0,60}\\b(?:kernel|linux)\\b`),
    ],
    unless:
      /garbage collect|\b(?:from|between) (?:the )?(?:a\d+|m[47]|m33|linux)\b.{0,15}\b(?:to|and) (?:the )?(?:m[47]|m33|a\d+|linux)\b|\b(?:garbage|junk|wrong|random|corrupt\w*) (?:data|values?|bytes|messages?|payloads?)\b(?!.{0,40}\b(?:uart\d?|console|serial|terminal|baud)\b)|(?:vector|stack|pc|itcm|sp)\b.{0,30}\b(?:junk|garbage)|\b(?:junk|garbage)\b.{0,30}\b(?:vector|stack pointer|in (?:the )?itcm)/i,
  },
  {
    claim: 'ddr-mute-tcm-fine',
    says: [
      re(`${ddr}.{0,90}${silent}.{0,120}${tcm}.{0,60}${works}`),
      re(`${tcm}.{0,60}${works}.{0,120}${ddr}.{0,90}${silent}`),
      re(`${works}.{0,40}\\b(?:from|in|out of|with|linked (?:to|for|into))\\b.{0,20}${tcm}.{0,80}(?:${ddr}).{0,60}${silent}`),
      re(
        `${works}.{0,40}\\b(?:from|in|out of|with|linked (?:to|for|into))\\b.{0,20}${tcm}.{0,30}\\b(?:but|and|yet|though)? ?not\\b.{0,20}${ddr}`,
      ),
      re(`\\bonly\\b.{0,40}${tcm}.{0,40}${works}`),
      // bootaux writes the start vector, and remoteproc does not.
      re(`${ddr}.{0,60}${uBoot}.{0,40}${works}.{0,60}${ddr}.{0,60}\\b(?:linux|remoteproc)\\b.{0,40}${silent}`),
      re(`(?:${silent}|not).{0,60}${ddr}.{0,100}\\b(?:the|an?|but|while|whereas)?\\b.{0,12}${tcm}.{0,50}${works}`),
    ],
    unless: /\bddr (?:training|test|stress)|\bcalibration\b/i,
  },
  {
    claim: 'remoteproc-is-dsp',
    says: [
      re(
        String.raw`\bremoteproc ?0\b.{0,80}\b(?:dsp|hifi\d?|audio|not (?:the|my|an?) (?:c?m[47]|m33|cortex)|another core|wrong core|pru|r5f?)\b`,
      ),
      re(
        String.raw`\b(?:dsp|hifi\d?)\b.{0,60}\b(?:instead of|rather than|not|in place of|but not|where)\b.{0,40}\b(?:c?m[47]|m33|cortex|m[- ]core)`,
      ),
      re(String.raw`\bimx-dsp-rproc\b.{0,80}\b(?:instead|not|but|only|rather|whereas|expected)\b`),
      re(String.raw`\b(?:only|just)\b.{0,30}\b(?:dsp|hifi\d?)\b.{0,40}\bremoteproc`),
      re(String.raw`\bexpect\w*\b.{0,50}\b(?:c?m[47]|m33|cortex|imx-rproc)\b.{0,80}\b(?:dsp|hifi\d?)\b`),
      re(String.raw`\bremoteproc\b.{0,40}\b(?:belongs to|is for|drives|controls|is (?:in fact |actually )?the)\b.{0,20}\b(?:dsp|hifi\d?)`),
    ],
    unless: /\bwant\w* to (?:use|run|start) the (?:dsp|hifi)/i,
  },
  {
    claim: 'no-remoteproc',
    says: [
      re(
        String.raw`(?:\/sys\/class\/remoteproc|\bremoteproc ?0|\bremoteproc (?:folder|directory|device|node|entry|class|instance))\b\S*.{0,60}\b(?:is empty|empty|missing|absent|not (?:there|present|available|created|found|exist)|does ?n[o']t (?:exist|appear|show)|do not exist|never appears|nowhere)\b`,
      ),
      re(
        String.raw`\b(?:there is|there's|there are|have|has|see|find|get|shows?|lists?|with)\b.{0,12}\b(?:no|nothing|not any|neither)\b.{0,30}(?:\/sys\/class\/remoteproc|\bremoteproc)(?! ?[1-9])`,
      ),
      re(
        String.raw`\b(?:do|does|did) ?n[o']t (?:have|see|find|get|show|list)\b.{0,14}(?:\/sys\/class\/remoteproc|\bremoteproc ?0|\bremoteproc(?:N|X)\b)`,
      ),
      re(
        String.raw`\b(?:no|without (?:a|any)|missing)\b (?:trace of |sign of |entry for |such )?(?:\/sys\/class\/)?remoteproc(?! ?[1-9]) ?(?:0|device|node|folder|directory|entry)?\b`,
      ),
      re(
        String.raw`\b(?:nothing|no (?:entry|folder|device|node))\b.{0,20}\b(?:appears?|shows? up|comes?|exists?|is|visible|listed)\b.{0,20}(?:\/sys\/class\/remoteproc|\bremoteproc (?:folder|directory|class))`,
      ),
      re(String.raw`\b(?:dmesg|log)\b.{0,30}\b(?:nothing|no (?:line|word|mention|message))\b.{0,20}\bremoteproc`),
    ],
    unless:
      /\/(?:trace\d|resource_table|coredump|carveout_memories|version)\b|\bdebug\/remoteproc\b|\bno remoteproc (?:errors?|problems?|issues?|messages? about)/i,
  },
  {
    claim: 'table-refused',
    says: either(String.raw`\b(?:resource[- ]?tables?|rsc[_ -]?tables?|vrings?|carveouts?|vdev)\b`, fails, 70),
    unless: /\bno vring buffer|\bno resource table\b|\bresource table\b.{0,20}\b(?:is|was) (?:missing|absent|not there)/i,
  },
  {
    claim: 'no-link',
    // A call that sends or takes a message comes after the link, and so does what happens to the messages.
    unless:
      /\bafter (?:some time|a while|a few|several|about|\W{0,2}\d+ ?(?:min|hour|day))|\(\W{0,2}\d+ ?min|\b(?:hangs?|hung|stuck|blocks?|blocked|waits?|crash\w*|hard ?fault\w*|asserts?|loops?|returns?)\b.{0,24}\b(?:in|at|inside|on|by|with|from)\b.{0,12}\b\w*(?:rpmsg|openamp|rl)\w*_(?:send|recv|receive|alloc|release|nocopy|trysend)\w*|\b\w*(?:rpmsg|openamp)\w*_(?:send|recv|receive|alloc|release|trysend)\w*(?:\(\))?.{0,40}\b(?:hangs?|hung|stuck|blocks?|waits?|crash\w*|hard ?fault\w*|asserts?|returns?)\b/i,
    says: [
      re(
        String.raw`\b(?:rpmsg_lite_wait_for_link_up|rpmsg_lite_is_link_up|wait_for_link(?:_up)?|link[- ]?up|is_link_up|\w*wait_?for_?(?:linux|host|master|remote)_?ready)\b`,
      ),
      re(String.raw`\b(?:imx[-_])?rpmsg\b.{0,40}\b(?:probe )?(?:is |stays |ends up |gets |was )?["']?(?:probe deferred|deferred)\b`),
      re(
        String.raw`\brpmsg\b.{0,60}\b(?:stopped|stops|no longer|not) (?:work\w*|recogni[sz]\w*|show\w*|probed)|\b(?:does|do|did) ?n[o']t (?:recogni[sz]e|find|see|show|create)\b.{0,30}\brpmsg`,
      ),
      re(
        String.raw`\b(?:never|not|fails? to|cannot|can't)\b.{0,12}\b(?:complete|finish|initiali[sz]e|establish|set up)\w*\b.{0,25}\brpmsg`,
      ),
      ...either(
        String.raw`\b(?:\w*(?:rpmsg|openamp|erpc)\w*_init\w*|rpmsg_lite_\w*init|\w*init\w*_(?:rpmsg|openamp)\w*|(?:rpmsg|openamp) init(?:iali[sz]ation)?)\b`,
        String.raw`\b(?:never (?:returns?|comes? (?:out|back)|ends|finishes|gets? (?:out|past|through))|stuck|hangs?|hung|blocks?|unreachable|(?:does|do|did) ?n[o']t (?:return|reach|get past|come (?:out|back)|finish|complete)|(?:cannot|can't) (?:reach|print\w*|get past)|not reached)\b`,
        160,
      ),
      re(String.raw`\bno tt?ys? (?:open|appear|show|come|is|are|device)`),
      re(
        String.raw`\b(?:waits?|waiting|stuck|hangs?|blocks?|blocked|loops?)\b.{0,40}\b(?:name ?-?service|announce\w*)\b|\b(?:name ?-?service|announce\w*)\b.{0,30}\b(?:never|not|does ?n[o']t|is missing)\b.{0,12}\b(?:come|arrive|sent|received?|seen|happen)?`,
      ),
      re(
        String.raw`\b(?:waits?|waiting|stuck|hangs|blocks?)\b.{0,40}\b(?:link|virtio|rpmsg|host|master)\b.{0,20}\b(?:up|ready|ok|online|driver)`,
      ),
      re(String.raw`\b(?:no|missing|without|not any|never (?:get|see)s? an?y?)\b.{0,12}(?:\/dev\/)?\btty_?rpmsg`),
      re(String.raw`\b(?:no|neither|not any) /dev/\w*rpmsg\w*`),
      re(
        String.raw`\b(?:cannot|can't|could ?n[o']t|do ?n[o']t|does ?n[o']t|did ?n[o']t|unable to|not able to)\b.{0,6}\b(?:see|find|get|open|have|show|create|load|make)\b.{0,20}(?:\/dev\/)?\btty_?rpmsg`,
      ),
      re(
        String.raw`(?:\/dev\/)?\btty_?rpmsg\S*.{0,30}\b(?:missing|absent|(?:is|are|was|has|have) (?:now |just |simply )?(?:gone|disappeared|vanished)|no longer (?:there|created|present|exists?|appears?)|not (?:there|created|present|appear\w*|loaded|available|visible|listed|found)|does ?n[o']t (?:exist|appear|show)|never (?:appears|created))`,
      ),
      re(String.raw`\b(?:rpmsg|virtio)\b.{0,40}\b(?:channel|endpoint|device|link)\b.{0,30}\b(?:never|not|isn't|doesn't|missing)\b`),
      re(String.raw`\b(?:no|nor|not|neither|or)\b (?:\w+ ){0,5}new tty\b`),
      re(String.raw`\bno rpmsg (?:channel|device|endpoint|link|bus)`),
      re(String.raw`\brpmsg\b.{0,30}\b(?:does ?n[o']t|never|won't) (?:come|connect|work|appear|get|start)`),
    ],
  },
];
