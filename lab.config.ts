import { defineLab, junit, m7Elf, qemuVerdin, runJson, summary, verdinImx8mp, virtualBoard } from '#lab';

// A lab that needs no hardware: one virtual Verdin iMX8MP behind loopback sockets. README.md shows the same file for a real board.
export default defineLab({
  boards: {
    virtual: verdinImx8mp(
      virtualBoard({
        speed: 50,
        // Nobody can trigger the restart stall of thread 21051 at will, so the virtual board does when a scenario arms it.
        faults: [{ name: 'restart-stall', kind: 'rcu-stall', at: 'm7-restart' }],
      }),
    ),
    // Real U-Boot and Linux in QEMU, for hosts on which `npm run qemu:prepare` was run: hil run --board qemu
    qemu: verdinImx8mp(qemuVerdin(), { byName: true }),
  },
  suites: 'suites/**/*.ts',
  firmware: {
    'tcm-hello': m7Elf('firmware/prebuilt/tcm-hello.elf'),
    'tcm-rpmsg': m7Elf('firmware/prebuilt/tcm-rpmsg.elf'),
    'ddr-plain': m7Elf('firmware/prebuilt/ddr-plain.elf'),
    'ddr-plain-moved': m7Elf('firmware/prebuilt/ddr-plain-moved.elf'),
    'ddr-high': m7Elf('firmware/prebuilt/ddr-high.elf'),
    'ddr-vector': m7Elf('firmware/prebuilt/ddr-vector.elf'),
    'ddr-outside': m7Elf('firmware/prebuilt/ddr-outside.elf'),
    'itcm-max': m7Elf('firmware/prebuilt/itcm-max.elf'),
    'itcm-exact': m7Elf('firmware/prebuilt/itcm-exact.elf'),
    'itcm-crossing': m7Elf('firmware/prebuilt/itcm-crossing.elf'),
    'a53-addresses': m7Elf('firmware/prebuilt/a53-addresses.elf'),
    'large-21051': m7Elf('firmware/prebuilt/large-21051.elf'),
  },
  reports: { dir: 'reports', write: [summary(), junit(), runJson()] },
});
