import { defineLab } from '../lab.ts';
import { board, relay, reports, rig } from './parts.ts';

export default defineLab({ boards: { 'verdin-01': board({ ...rig, power: relay({ host: 41 }) }) }, reports });
