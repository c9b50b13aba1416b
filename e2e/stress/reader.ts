/**
 * Someone who looks: opens a project read-only and checks it, over and over, while a session edits it,
 * until it is told to stop (SIGTERM). Writes each false alarm to stdout. Usage: reader.ts FILE
 */
import { setTimeout } from 'node:timers/promises';
import { ProjectMissingError, UnfinishedProjectError } from '../../src/main/store/errors.ts';
import { openReadOnly } from '../../src/main/store/open.ts';

const [file = ''] = process.argv.slice(2);
let stopped = false;
process.once('SIGTERM', () => {
  stopped = true;
});

while (!stopped) {
  for (const alarm of look()) process.stdout.write(`a reader was told: ${alarm}\n`);
  await setTimeout(1);
}

function look(): string[] {
  try {
    const project = openReadOnly(file);
    try {
      project.document();
      return project.check().map(({ message }) => message);
    } finally {
      project.close();
    }
  } catch (error) {
    // Before the file is made, and after its session was killed in the midst of a step.
    if (error instanceof ProjectMissingError || error instanceof UnfinishedProjectError) return [];
    return [String(error)];
  }
}
