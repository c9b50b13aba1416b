#!/usr/bin/env node
import { run } from './cli/run.ts';
import { standWhereCalled } from './files/stand-where-called.ts';

standWhereCalled();
process.exitCode = await run(process.argv);
