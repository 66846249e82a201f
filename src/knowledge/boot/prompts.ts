// A host name: lower case, or with a digit, hyphen or dot in it. So never `Last login: Mon Nov 13 …`.
export const hostName = String.raw`\b(?:[\w.-]{0,63}[\d._-][\w.-]{0,63}|[a-z]{1,63})`;
/** Of getty. */
export const loginPrompt = new RegExp(`${hostName} login: ?`);
/** Of a shell that says whose it is: no boot loader's looks like it. */
export const userPrompt = /[\w.-]{1,63}@[\w.-]{1,63}:\S{0,255}[#$] /;
/** Of bash and busybox as distributions set them, and of a bare `#` or `$`. */
export const shellPrompt = new RegExp(`${userPrompt.source}|^\\S{0,63}[#$] `);
