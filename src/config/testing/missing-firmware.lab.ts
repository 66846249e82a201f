import { defineLab, m7Elf } from '../lab.ts';
import { board, reports, rig } from './parts.ts';

export default defineLab({ boards: { b: board(rig) }, firmware: { hello: m7Elf('nowhere/hello.elf'), folder: m7Elf('.') }, reports });
