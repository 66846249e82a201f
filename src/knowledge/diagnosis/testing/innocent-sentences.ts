/** What people also write, about the same things, and what claims no fault by itself. */
export const innocentSentences: readonly string[] = `
Which SDK do you recommend for the Cortex-M7?
I would like to run FreeRTOS on the M7 while Linux runs on the A53.
The M7 keeps running when Linux boots, which is what we want.
Our M4 firmware does not stop when the kernel starts.
How do I start the M7 before Linux boots?
Please tell me how to build the RPMsg demo.
We use a Verdin iMX8M Plus on a Dahlia carrier board.
The hello world example prints its text once.
I flashed Torizon OS 6.4 with the Easy Installer.
uuu works fine on my machine.
The module boots from eMMC as it should.
I want to boot the board over the network for development.
Is there a way to update the bootloader from Linux?
Our application uses UART4 of the M7.
We changed the baud rate to 115200 in the M7 project.
The serial console is on UART3.
The kernel command line has quiet in it.
I attached the complete boot log.
The DDR of our module has 4 GB.
The firmware is linked to TCM.
Both the DDR and the TCM build run well.
The M7 image in DDR runs after bootaux.
We ran the DDR stress test without an error.
The DSP is used for audio decoding.
I want to use the HiFi4 DSP with remoteproc.
remoteproc1 is the M7 and it works.
The resource table has two vrings.
Where is the resource table placed in memory?
The resource table of the demo is fine.
RPMsg works with the echo example.
Our protocol runs over RPMsg at 1 kHz.
The overlay enables UART2 on the carrier.
I enabled the HMP overlay in overlays.txt.
All overlays are applied at boot.
Which overlay do I need for the display?
The device tree is called imx8mp-verdin-wifi-dahlia.
The M7 region has 16 MiB at 0x80000000.
How large can the reserved memory of the M7 be?
We reserved 32 MiB for the M7 in the device tree.
The mailbox driver is built in.
The MU has four channels in each direction.
The vring buffers are in the first MiB.
vdevbuffer is at 0x55400000.
I looked at the program headers with readelf.
The ELF has three segments.
The linker script is the one of the SDK.
With bootaux everything works.
bootaux starts the core in U-Boot.
I use bootaux 0x7e0000 in m4boot.
Does bootaux support an address in DDR?
I converted the ELF with objcopy and loaded the .bin.
The .bin file is 31 kB large.
Only the .bin can be given to bootaux in this version.
The RDC chapter of the manual is long.
I read about the RDC in the reference manual.
UART4 is the debug port of the M7.
The boot order is SD card before eMMC.
I stopped autoboot to look at the environment.
The boot script loads the kernel and the device tree.
SPL prints its version first.
SPL and U-Boot are from the same build.
SPL trains the DRAM.
The rescue image is on a USB stick.
In an emergency call the hotline.
I log in as root without a password.
The password of torizon is torizon.
You have to change the password at the first login.
SSH is enabled by default.
fw_printenv shows the variable m4boot.
I set the variable with fw_setenv and rebooted.
The environment is stored in the boot partition of the eMMC.
We put the module into recovery mode with a button.
Recovery mode was entered as described.
The USB cable is connected to the OTG port.
The M7 toggles a GPIO every millisecond.
The CAN bus is connected to the M7.
We measured the current of the module.
The A53 runs at 1.6 GHz.
I compiled the kernel myself.
Our kernel is 6.6.54.
The M4 of the Mini works in the same way.
Thanks for the quick answer.
That solved it for us.
I will try this tomorrow.
Could you share your linker script?
Here is my device tree.
Here is the output of tdx-info.
See the log below.
The log of a good boot looks like this.
The same firmware worked on the evaluation kit.
It also works with the older BSP.
We have ten boards in our lab.
The board is powered by a relay.
The relay switches 12 V.
The lab PC runs Debian.
ser2net serves the ports.
We use labgrid for the power.
The test takes two minutes.
I added a counter to the firmware.
The counter is printed each second.
The text appears on the terminal at once.
Nothing is connected to the second UART.
Nothing else was changed.
The key of the enclosure is on my desk.
The console is quiet because of the argument quiet.
The fan is silent.
The LED on the carrier is green.
The LED blinks twice and then stays on, as it should.
The kernel boots in four seconds.
Linux boots without any problem.
When Linux boots, the logo is shown.
After Linux has started, I open an SSH session.
After the kernel has started, systemd starts our service.
The login prompt appears after ten seconds.
Linux starts the M7 with remoteproc.
I start the M7 with echo start.
I stop the M7 with echo stop before I load another image.
Stopping the core works.
The core stops when I write stop.
The M7 can be stopped and started again.
The output of the M7 comes on UART4.
The output is redirected to a file.
The terminal is set to 115200 8N1.
My terminal program is PuTTY.
The garbage collector of the app runs on the A53.
The application is written in Rust.
We wrote the firmware with Zephyr 3.7.
West builds it without warnings.
The build fails if the toolchain is not in the path.
The compiler gives a warning about an unused variable.
make ends without an error.
The SDK needs CMake 3.20.
I had to install arm-none-eabi-gcc first.
The debugger connects over JTAG.
The breakpoint is hit in main.
The stack is at the end of the DTCM.
The vector table is at address 0.
The heap is in OCRAM.
We use the cache of the M7.
The MPU is configured by the SDK.
Interrupts have priority 5.
The task has a stack of 1 kB.
The semaphore is taken by the other task.
The mutex is busy for a short time.
I2C3 is used by the M7 only.
SPI runs with 20 MHz.
The ADC is read every 10 ms.
The display shows our logo.
HDMI works.
Ethernet runs at 1 Gbit.
Wi-Fi is on the WB module.
Bluetooth uses UART4 on modules with Wi-Fi.
The touch screen needs another driver.
The camera is connected to CSI1.
PCIe is not used.
USB 3 works with the stick.
The SD card is formatted with ext4.
The eMMC has 32 GB.
The partition table was made by the installer.
The image is 300 MB large.
The update took a minute.
OTA updates are done at night.
The rollback works as described.
The container starts after the boot.
Docker is installed.
Our service is enabled with systemctl.
journalctl shows the log of the service.
The time is set by NTP.
The RTC has a battery.
The watchdog is enabled.
The watchdog resets the module after 60 seconds, as configured.
The reset button works.
I pressed the power button.
The carrier has a coin cell.
Temperature is 40 degrees.
We passed the EMC test.
The customer wants two variants.
The price of the module went up.
When will the next BSP be released?
Is the M7 supported in BSP 7?
Is it possible to debug the M7 while Linux runs?
Can I share a peripheral between both cores?
Can Linux read the TCM?
How much time does the M7 need to start?
What does the second argument of bootaux do?
Which clock does the M7 use?
Where do I find the manual?
Who maintains the overlay?
Do I have to recompile the kernel for the M7?
Does the M7 have access to the whole DDR?
Does the kernel gate the clocks of the M7?
What happens to the M7 when Linux reboots?
Would the M7 stop if Linux crashes?
If Linux crashes, does the M7 go on?
What if the overlay is not applied?
What happens if the resource table is wrong?
How can I see whether RPMsg is up?
How do I know that uuu has failed?
Should I see a login prompt?
I did not change the environment.
I did not touch the device tree.
The documentation is good.
It is a nice board.
We put the M7 to sleep with WFI and wake it by a GPIO interrupt.
The J-Link works fine with the M7 as soon as U-Boot has started it.
Linux and the M7 share the I2C bus by means of a semaphore, which works.
After U-Boot has started the demo, Linux boots and the demo goes on printing.
I use OpenOCD to debug the M4, is there a better way?
Our board restarts every night on purpose, then the M4 is loaded again by U-Boot.
When I press reset, the board restarts and U-Boot loads the M4 again.
RPMSG works for us without any new device in /dev.
The driver of the UART is used by Linux, and the M7 has its own UART.
We access the GPIO from the M7 while Linux runs on the A53.
The system reboots after the update, as expected, and the M4 starts from U-Boot.
I could not find the J-Link script for the i.MX 8M Plus in the SDK.
Suspend works, and the M7 goes on running.
The firmware stops the motor when Linux asks for it over RPMsg.
In U-Boot the M7 demo prints; after a few seconds I typed boot and both run.
The M4 reads the sensor over I2C and sends the values to Linux by RPMsg.
U-Boot loads the firmware, Linux boots, and then I stop the core with echo stop.
The core stops when I write stop to state, as documented.
We read the ADC on the M7 and crash tests of the car use the data.
Does the M7 keep running while Linux sleeps?
The terminal shows nothing before I press Enter, then the login comes.
No device tree change was needed.
After the boot of Linux the M7 log stops being interesting.
The M7 blocks on a queue until a message from Linux arrives.
The kernel starts and the M4 waits for a message in its task.
I press the power key and the board boots from the SD card.
Any key stops the countdown of U-Boot.
U-Boot waits for a key for three seconds and then boots.
Starting kernel is the last line of U-Boot before Linux speaks.
The shared memory lies at 0x80800000 and is not cached.
Old values of the shared buffer are kept over a reset on purpose.
We disabled the data cache of the M7 for a test.
There is no debug output in the release build.
No console is needed for the release build.
The serial console works at 115200 baud after flashing.
The boot image is flashed with a script and the board prints its version.
The kernel does not start the M7, U-Boot does.
The hard fault handler of the demo prints the registers.
The UART is initialised by the M7 and the GPIO by Linux.
`
  .trim()
  .split('\n');
