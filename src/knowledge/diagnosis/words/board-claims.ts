import { type ClaimPattern, re } from './claim.ts';
import { fails } from './concepts.ts';

/** What people say of the board, its boot and the way into it. */
export const boardClaims: readonly ClaimPattern[] = [
  {
    claim: 'nothing-boots',
    says: [
      re(
        String.raw`\bnothing to boot\b|\bno (?:bootable|boot) (?:device|image|script|medium|media|partition|option|entry)\b|\bno boot\.scr\b|\bboot\.scr\b.{0,20}\b(?:missing|not found|absent)`,
      ),
      re(
        String.raw`\b(?:drops?|falls?|lands?|ends?|stays?|stops?|remains?|hangs?)\b.{0,20}\b(?:me )?(?:back )?(?:in|into|to|at|on)\b.{0,12}\bu-?boot(?:'?s)? (?:prompt|shell|console|command line)`,
      ),
      re(
        String.raw`\b(?:tries|trying|attempts?|starts?|wants?|goes on|begins?)\b[^:]{0,20}\b(?:tftp|pxe|dhcp|bootp|network boot|netboot|boot(?:ing)? (?:from|over) (?:the )?(?:network|ethernet|net))\b`,
      ),
      re(
        String.raw`\b(?:cannot|can't|unable to|does ?n[o']t|fails? to|not able to)\b.{0,15}\b(?:find|load)\b.{0,20}\b(?:kernel(?: image)?|boot script|boot\.scr|any image|bootable|extlinux|uImage|zImage|Image\.gz)\b`,
      ),
      re(
        String.raw`\bu-?boot\b.{0,30}\b(?:not|never|no longer|is longer|un|isn't|doesn't|does not|can't|cannot|won't) ?(?:be )?(?:able to )?(?:boots?|load|start)\b.{0,40}\b(?:tezi|easy installer|sd(?: ?card)?|usb|stick|emmc|image|disk)`,
      ),
      re(String.raw`\bbad linux arm(?:64)? z?image magic\b|\bwrong image (?:format|type)\b`),
      re(String.raw`\befi boot manager\b.{0,40}\b(?:cannot|fails?|nothing|no)`),
    ],
    unless:
      /\bwant\w* to boot (?:from|over)|\bnormal\b|\b(?:i|we|you|then) (?:\w+ )?(?:start|boot|load|fetch)\w* .{0,20}\b(?:with|by|over|from|via) (?:tftp|pxe|dhcp)/i,
  },
  {
    claim: 'spl-finds-nothing',
    says: [
      re(
        String.raw`\bspl\b.{0,90}\b(?:cannot|can't|does ?n[o']t|did ?n[o']t|fails? to|failed to|unable to|never)\b.{0,25}\b(?:find|load|boot|reach|start|see|continue|get)`,
      ),
      re(String.raw`\bspl\b.{0,60}\b(?:finds? no|found no|no u-?boot|without u-?boot|and (?:then )?nothing|is (?:all|the last)|only)\b`),
      re(String.raw`\b(?:stuck|stops?|hangs?|ends?|stays?|nothing)\b.{0,20}\b(?:in|at|after|behind|with|beyond)\b.{0,8}\b(?:the )?spl\b`),
      re(
        String.raw`\bno u-?boot (?:image|proper|found|is found)|\bu-?boot (?:image|proper)\b.{0,40}\b(?:not found|missing|is never|never (?:starts|loads|comes)|cannot be (?:found|loaded)|can't be (?:found|loaded))`,
      ),
      re(String.raw`\bonly (?:the )?spl\b`),
    ],
  },
  {
    claim: 'emergency',
    says: [
      re(String.raw`\b(?:emergency|maintenance|rescue)[ -](?:mode|shell|prompt|console|target)\b`),
      re(String.raw`\broot password for maintenance\b|\bpassword for maintenance\b`),
      re(
        String.raw`\b(?:drops?|falls?|lands?|ends?|boots?|goes|get|gets)\b.{0,20}\b(?:in|into|to|at)\b.{0,12}\b(?:busybox|initramfs|initrd|dracut)\b.{0,10}\b(?:shell|prompt)?`,
      ),
      re(String.raw`\b(?:initramfs|initrd) (?:shell|prompt)\b`),
    ],
  },
  {
    claim: 'login-refused',
    says: [
      re(
        String.raw`\b(?:login|log in|log on|sign in|logging in|password|passwd|credentials?|user ?names?|user (?:root|torizon|account|name|is|was))\b.{0,60}\b(?:incorrect|refus\w*|reject\w*|denied|invalid|wrong|not accept\w*|is ?n[o']t accept\w*|does ?n[o']t (?:work|accept|take)|no longer (?:works?|accepted)|never works|fails?|unknown|expired|locked)`,
      ),
      re(
        String.raw`\b(?:can't|cannot|can not|could ?n[o']t|unable to|not able to|impossible to|won't let me|doesn't let me|does not let me|not let me)\b(?: (?!say|tell|see|know|check|find|if|whether|a|the)[\w-]+){0,3} (?:log ?in|log on|sign in|get in(?! by)|authenticate|ssh in)\b`,
      ),
      re(String.raw`\b(?:refuses?|rejects?|denies|declines?)\b.{0,25}\b(?:login|password|passwd|credentials?|user|torizon|root)\b`),
      re(String.raw`\b(?:wrong|incorrect|unknown|forgot\w*|lost) (?:the )?(?:root |torizon |login )?password\b`),
      re(String.raw`\b(?:user|root|torizon|password|account|credentials?|login)\b.{0,40}\b(?:lets?|letting|gets?) me in\b`),
    ],
    unless: /\bkey\b.{0,20}\bchanged|login prompt.{0,30}\b(?:stop|dead|both)/i,
  },
  {
    claim: 'environment-unreadable',
    says: [
      re(String.raw`\bfw_(?:printenv|setenv)\b.{0,80}(?:${fails}|\b(?:defaults?|not|nothing|no)\b)`),
      re(`(?:${fails}|\\bnot\\b).{0,40}\\bfw_(?:printenv|setenv|env)\\b`),
      re(String.raw`\bfw_env\.config\b.{0,60}\b(?:wrong|missing|not|no|bad|absent|offset)`),
      re(
        String.raw`\b(?:u-?boot )?(?:environment|env)\b.{0,50}\b(?:cannot|can't|can not|could ?n[o']t|could not|is ?n[o']t|not|un)\b ?(?:be )?(?:read|readable|accessed|accessible|loaded)\b.{0,40}\b(?:linux|userspace|user space|from)`,
      ),
      re(
        String.raw`\b(?:linux|userspace)\b.{0,40}\b(?:cannot|can't|can not|could ?n[o']t|could not|unable to|fails? to)\b.{0,12}\b(?:read|access|see|open)\b.{0,25}\b(?:environment|env|u-?boot variables|bootcmd)`,
      ),
    ],
  },
  {
    claim: 'uuu-fails',
    says: [
      re(
        String.raw`\buuu\b.{0,60}(?:${fails}|\b(?:waits?|waiting|no device|not (?:find|see|open|found|detect\w*)|does ?n[o']t (?:find|see|open|detect|continue|start)|hangs?|stuck|never (?:finds?|sees?|detects?|recogni[sz]es|opens?|continues|starts?))\b)|\buuu (?:does|shows|prints|says) nothing\b`,
      ),
      re(
        String.raw`\b(?:recovery(?: mode)?|serial down ?load(?:er)?|sdp|easy installer)\b.{0,60}\b(?:fails?|failed|not (?:work\w*|detected|found|recogni[sz]ed)|does ?n[o']t (?:work|start|appear)|no (?:usb )?device|can't|cannot|usb (?:device )?(?:is )?not)`,
      ),
      re(
        String.raw`\b(?:usb|host|pc)\b.{0,40}\b(?:does ?n[o']t|not|never|cannot|can't)\b.{0,20}\b(?:see|find|detect|open|enumerat\w+|recogni[sz]e)\b.{0,40}\b(?:recovery|(?<!kernel )module(?! location)|sdp|1fc9)`,
      ),
      re(String.raw`\b(?:module|board|device)\b.{0,30}\bnot (?:detected|found|seen|recogni[sz]ed)\b.{0,20}\b(?:recovery|uuu|sdp)`),
      re(String.raw`\bfailure open usb\b|\blibusb_error`),
    ],
    unless:
      /^(?!.*\brecovery\b).*\b(?:usb (?:stick|drive|thumb|key)|sd ?-?card)|\buuu\b.{0,40}\b(?:succeeds?|works (?:fine|well)|done)\b|\b(?:flashed|flashing|written|wrote|programmed|installed) (?:\w+ ){0,4}(?:with|by|using|via) (?:the )?uuu|\b(?:using|with|via) (?:the )?uuu\b(?:(?!\bbut\b|\bstuck\b).){0,30}\b(?:flashed|wrote|programmed|installed)/i,
  },
];
