import type { StartClaim } from '../words/claim.ts';

const list = (text: string): readonly string[] => text.trim().split('\n');

/** What people say of starts, of what they hear and of what they did; none of the sentences comes from a report. */
export const startWordings: Readonly<Record<StartClaim, readonly string[]>> = {
  'works-only-after-u-boot': list(`
It works only after I started the firmware in U-Boot once.
The M7 only works if U-Boot has run bootaux before.
Without bootaux in U-Boot the start from Linux does not work.
If the firmware was not started by U-Boot, remoteproc fails.
Unless bootaux was run first, nothing happens.
When U-Boot hasn't loaded the firmware it doesn't start from Linux.
Starting from Linux works just fine after the core was booted in U-Boot.
From Linux it only runs when I have preloaded it with bootaux.
I have to run bootaux once, otherwise Linux cannot start it.
remoteproc is much more reliable after U-Boot has started the core.
If I first run it from u-boot with bootaux, then it also works from Linux.
The first start must be done in U-Boot, or else the start from Linux has no effect.
`),
  'm7-silent': list(`
There is no output on the M7 UART.
The M7 stays silent.
I don't see anything on the console of the M4.
Nothing is printed by the M7.
The UART of the M7 remains empty.
I get no prints from the Cortex-M7.
No text appears on UART4.
Without any message from the M7 I cannot tell what is wrong.
The M7 console shows nothing at all.
The firmware prints nothing.
We never see a single character from the M4 core.
The M7 debug port is dead.
`),
  'm7-alive': list(`
The M7 prints its banner.
But I see its banner on the M7 UART.
But the firmware runs, its LED blinks.
We get the text on UART4 of the Cortex-M7, I see the output on its console.
On the M7 UART the banner appears.
The output of the M7 is fine.
The M7 UART output is there.
I can see the hello world text of the M7.
The M7 is running, its LED blinks.
I do get the prints of the Cortex-M7.
The M4 console shows the expected text.
The M7 itself answers on its UART.
The M7 counts happily on its console.
`),
  'board-freezes': list(`
Loading the hello world with remoteproc freezes the entire system.
Starting the M7 locks up the whole board, a hard reset is necessary.
I have to power cycle it after each start.
The board freezes when I start the M7.
After echo start the system hangs.
Everything stops responding as soon as I write start.
Linux locks up on start.
The terminal is stuck after "echo start > state".
The module becomes unresponsive.
SSH hangs and the console is frozen.
The whole system froze.
The kernel hangs completely.
The board no longer reacts to anything.
`),
  'asks-for-argument': list(`
Where do I have to add mcore_booted?
How can I set clk-imx8mp.mcore_booted=1?
Do I need mcore_booted for this?
Should I add mcore_booted to the kernel arguments?
What does mcore_booted do?
mcore_booted: is that a kernel argument or a module parameter?
Can I set mcore_booted in the device tree?
I tried to add clk-imx8mp.mcore_booted=1 to tdxargs, is that the right place?
Where should clk-imx8mp.mcore_booted go?
Which file do I edit to set mcore_booted?
`),
  'old-firmware-runs': list(`
The old firmware runs again.
I still see the old banner.
It prints the text of the previous version.
After loading the new image the previous firmware is still running.
The M7 keeps running the old program.
The console of the M7 keeps showing the banner of v1.3.
Instead of my new build the former one starts.
The output is that of the earlier image.
It always runs the firmware that I loaded first.
I load version 2 and get the banner of version 1.
The M7 still prints the old text although I replaced the file.
`),
  'nothing-after-power-on': list(`
There is no output after power on.
After flashing I did not see a single boot message.
I reboot the board and don't get a single character on the console.
Without a single line of boot output the new board stays as it is after flashing.
Since I flashed the image there is not a single boot message.
Not a single byte comes after the relay is switched on.
We switch the relay on and nothing happens.
After switching on the power the console stays silent.
Nothing at all on the serial port after powering on the board.
When I apply power there is no serial output at all.
The board gives no sign of life after power up.
On power-up we see no characters on any port.
The module is dead after I plugged in the supply, no text on the console.
After turning the power on, silence.
I power the board and the UART shows nothing.
Nothing at all on the debug UART, not even the SPL.
The serial console remains entirely silent, not even the U-Boot banner comes.
`),
  'no-key-pressed': list(`
Nobody pressed a key.
I did not press any key.
No key was pressed.
Nothing was typed on the console.
There was no keystroke from our side.
It stops autoboot without any key being pressed.
I haven't touched the keyboard.
No one typed anything.
We didn't send a single character.
Without touching the keyboard it stays in U-Boot.
`),
  'peripherals-dead': list(`
With mcore_booted the SPI does not work any more.
Since I set mcore_booted the ethernet is dead.
After adding mcore_booted=1 the CAN stopped working.
The I2C fails when mcore_booted is set.
USB is broken only with mcore_booted.
With clk-imx8mp.mcore_booted=1 the second UART doesn't work.
PWM stopped working after I enabled mcore_booted.
Setting mcore_booted breaks the SAI.
As soon as mcore_booted is in the arguments ethernet fails to probe.
The peripherals do not work with mcore_booted=1.
`),
  'file-is-there': list(`
The file is there.
The file does exist in /lib/firmware.
The firmware file is present.
I checked that the file exists.
ls shows the file.
The ELF is in /lib/firmware.
I copied the file to /lib/firmware and can see it.
The image is in the right folder.
The file can be found in /usr/lib/firmware.
The firmware is definitely in the folder.
`),
  'u-boot-works-partly': list(`
Only the first part of the binary is copied.
It seems that only the beginning of the image is there.
Only a part of the firmware runs.
Just the first 32 KB of the file arrive in the TCM.
The second half of the image is missing.
The firmware is cut off after some kilobytes.
The last part of the code is not copied.
Everything behind the first 20000 bytes is garbage in memory.
The beginning works, but functions at the end of the image crash.
Not the whole binary is copied to the TCM.
`),
  'after-restart': list(`
I stop the M7 and start it again.
After stop and start it happens.
When the core is stopped and loaded again, Linux stalls.
The second start makes it stall.
Restarting the M7 from Linux triggers it.
I stopped, then restarted the core.
It happens when I reload the firmware.
On a restart of the remote processor the kernel complains.
First start is fine, the second one is not.
After an echo stop and another echo start this comes.
`),
  'worked-for-a-while': list(`
It worked for 20 minutes.
The communication works fine at first.
It runs for a while and then stops.
After some time the messages stop.
After 500 messages no answer comes.
From time to time it fails.
It randomly stops.
The first messages are exchanged, then nothing more.
It was communicating until this morning.
Occasionally the echo gets lost.
After several hours the link dies.
`),
};
