/**
 * A scripted photographer: edits a project until it is killed, or for some gestures. Before each it
 * writes the edit it will stand on to stdout, and when the gesture is saved, its receipt; both are
 * there before anything else happens. Usage: session.ts FILE SEED GESTURES
 */
import { existsSync, writeSync } from 'node:fs';
import { createProject, openProject } from '../../src/main/store/open.ts';
import { nextStep, prepare } from './gestures.ts';
import { seeded } from './random.ts';

const [file = '', seed = '1', gestures = '1'] = process.argv.slice(2);
const random = seeded(Number(seed));
const say = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`);

const project = existsSync(file) ? openProject(file) : createProject(file);
if (project.photos().length === 0) say({ receipt: prepare(project, random) });
else say({ receipt: { head: project.head } });
for (let i = 0; i < Number(gestures); i++) {
  const step = nextStep(project, random);
  say({ announced: step.head });
  say({ receipt: step.perform() });
}
