/** Checks the licences of all that reaches those who use Penumbra, as `package-lock.json` has them: `npm run -s licences`. */
import { join } from 'node:path';
import { lockOf, nameOfFolder } from '../packaging/main-packages.ts';
import { isAllowed } from './licence.ts';

const lock = Object.entries(lockOf(join(import.meta.dirname, '..')));
const shipped = lock.filter(([folder, { dev }]) => folder !== '' && dev !== true);
const refused = shipped.filter(([, { license }]) => !isAllowed(license));
for (const [folder, { license }] of refused) {
  process.stderr.write(`${nameOfFolder(folder)}: ${license ?? 'no licence'} is not allowed\n`);
}
if (refused.length > 0) {
  process.stderr.write('Use another package, or say in checks/licence.ts why its licence suits.\n');
  process.exitCode = 1;
} else {
  process.stdout.write(`${shipped.length} packages, with licences that suit Apache-2.0\n`);
}
