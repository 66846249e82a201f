import { writeFileSync } from 'node:fs';
import { printLearnt } from '../src/knowledge/diagnosis/likeness/likeness.ts';
import { learn } from '../src/knowledge/diagnosis/testing/learn.ts';
import { lessons } from '../src/knowledge/diagnosis/testing/lessons.ts';

// After a change of the lessons: what `hil diagnose` likens people's words to.
writeFileSync(new URL('../src/knowledge/diagnosis/likeness/weights.txt', import.meta.url), printLearnt(learn(lessons())));
