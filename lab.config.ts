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
  },
  suites: 'suites/**/*.ts',
  firmware: shippedFirmware(),
});
