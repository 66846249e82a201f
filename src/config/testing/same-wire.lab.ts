import { defineLab } from '../lab.ts';
import { board, port, reports, rig } from './parts.ts';

const usb = { ...port({ path: '/dev/ttyUSB3' }), wires: () => ['serial /dev/ttyUSB3'] };

export default defineLab({ boards: { 'verdin-01': board({ ...rig, consoles: { a53: usb, m7: usb } }) }, reports });
