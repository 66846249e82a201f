import { defineLab, shippedFirmware, shippedSuites, verdinImx8mm, virtualBoard } from 'verdin-hil';

// Another model of board: a Verdin iMX8M Mini and its Cortex-M4. The shipped suites run on it with images that are linked for its memories, and
// skip with the reason what its chip does not have.
export default defineLab({
  boards: {
    mini: verdinImx8mm(virtualBoard({ speed: 50, faults: [{ name: 'restart-stall', kind: 'rcu-stall', at: 'm7-restart' }] })),
  },
  suites: shippedSuites(),
  firmware: shippedFirmware(verdinImx8mm),
});
