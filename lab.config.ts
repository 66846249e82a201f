import { defineLab, qemuVerdin, shippedFirmware, verdinImx8mp, virtualBoard } from 'verdin-hil';

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
    // The same with TF-A and an M7 in QEMU itself, after `npm run qemu:prepare -- --m7`: hil run --board qemu-m7
    'qemu-m7': verdinImx8mp(qemuVerdin({ m7: true }), { byName: true }),
  },
  suites: 'suites/**/*.ts',
  firmware: shippedFirmware(),
});
