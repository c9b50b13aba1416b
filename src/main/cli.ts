#!/usr/bin/env node
import { run } from './cli/run.ts';

// npm runs scripts in the package's folder; files are named from where the user stands.
const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env;
if (script === 'penumbra' && folder !== undefined) process.chdir(folder);

process.exitCode = await run(process.argv);
