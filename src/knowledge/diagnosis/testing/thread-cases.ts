import { type DiagnosisCase, pasted } from './case.ts';

/** The five excerpts of community.toradex.com/t/21051, told anew with its sizes and addresses. */
export const threadCases: readonly DiagnosisCase[] = [
  {
    name: 'thread: the missing file, with lost newlines',
    row: 1,
    texts: pasted(
      '# echo start &gt; /sys/class/remoteproc/remoteproc0/state\n[  644.366723] remoteproc remoteproc0: powering up imx-rproc      [  644.366844] remoteproc remoteproc0: Direct firmware load for firmware_imxcm7.elf failed with error -2\n[  644.372849] remoteproc remoteproc0: Boot failed: -2',
    ),
  },
  {
    name: 'thread: works only after U-Boot',
    row: 9,
    also: [13],
    texts: pasted(
      'We tried several images.\nremoteproc works only when U-Boot has started the same firmware before.\n\n# echo start > state\nDo you have an explanation?',
    ),
  },
  {
    name: 'thread: kick -62 and a mute UART with a DDR image',
    row: 9,
    texts: pasted(`But there is no output from the M7 UART:

> [ 6849.243922] remoteproc remoteproc0: powering up imx-rproc
> [ 6849.245325] remoteproc remoteproc0: Booting fw image firmware\\_imxcm7.elf, size 1251068
> [ 6849.245501] remoteproc remoteproc0: da = 0x80000000 len = 0x2a8 va = 0x00000000d0000001
> [ 6849.245628] remoteproc remoteproc0: da = 0x80200000 len = 0x100000 va = 0x00000000d0000002
> [ 6849.758963]  remoteproc0#vdev0buffer: assigned reserved memory node vdevbuffer@55400000
> [ 6849.869243] imx-rproc imx8mp-cm7: imx\\_rproc\\_kick: failed (0, err:-62)
> [ 6849.875794] remoteproc remoteproc0: remote processor imx-rproc is now up`),
  },
  {
    name: 'thread: can I add the argument',
    row: 39,
    texts: pasted(`Can you tell me how to add the argument clk-imx8mp.mcore_booted=1 to my image?
Kernel command line:      root=LABEL=otaroot rootfstype=ext4 quiet ostree=/ostree/boot.1/torizon/2775/0 clk-imx8mp.mcore_booted=1`),
  },
  {
    name: 'thread: the stall behind stop and start',
    row: 23,
    also: [26],
    texts: pasted(`My image has 1.2 MB. When I stop the core, load the same image and start it again:

[  169.645816] rcu: INFO: rcu_preempt self-detected stall on CPU
[  169.651580] rcu:     0-...!: (2100 ticks this GP) idle=b8b/1/0x4000000000000008 softirq=7470/7470 fqs=0
[  169.660809] rcu: rcu_preempt kthread timer wakeup didn’t happen for 2100 jiffies! g6333 f0x0 RCU_GP_WAIT_FQS(5) ->state=0x402
[  169.672112] rcu:     Possible timer handling issue on cpu=0 timer-softirq=1199
[  196.005817] watchdog: BUG: soft lockup - CPU#0 stuck for 45s! [swapper/0:0]
[  196.013168] Kernel panic - not syncing: softlockup: hung tasks
[  196.019002] SMP: stopping secondary CPUs
[  196.034288] Rebooting in 5 seconds..`),
  },
];
