import { defineLab } from '../lab.ts';
import { reports, untyped } from './parts.ts';

export default defineLab({ boards: {}, reports: { write: [untyped('junit')], dir: reports.write[0]!.name } });
