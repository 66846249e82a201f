import { shellQuote } from '../../core/shell.ts';

/** The unit as products write it. `script`: what it runs, so that no line of it is read by systemd and the shell alike. */
export const startUnit = (script: string): string => `[Unit]
Description=Starts the remote core

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh ${script}

[Install]
WantedBy=multi-user.target
`;

/** Loads and starts an image by hand of no runner. The driver may be a module that comes late, and remoteproc0 the DSP. */
export const startScript = (folder: string, file: string): string => `core() {
  for each in /sys/class/remoteproc/remoteproc*; do
    if grep -qiE '^imx-?_?rproc$|[cm][47]' "$each/name" 2>/dev/null; then echo "$each"; return 0; fi
  done
  return 1
}
tries=0
until core >/dev/null; do
  tries=$((tries + 1))
  if [ "$tries" -gt 30 ]; then echo 'no remote core came within 30 s' >&2; exit 1; fi
  sleep 1
done
printf %s ${shellQuote(folder)} > /sys/module/firmware_class/parameters/path || exit 2
echo ${shellQuote(file)} > "$(core)/firmware" || exit 3
# As before each start of the lab's own: what follows is no start by hand.
echo 'hil state 0' > /dev/kmsg
echo start > "$(core)/state" || exit 4
`;
