import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

/** An entry of `package-lock.json`, of what is read here. */
interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Packages by their folder, such as `node_modules/zod`. */
export type Lock = Readonly<Record<string, LockEntry>>;

/** What packages ask for that only their own installers run. */
const FOR_INSTALLING = new Set(['adm-zip', 'global-agent', 'node-gyp-build', 'prebuild-install']);

/** @param root the folder with `package-lock.json` */
export function lockOf(root: string): Lock {
  const text = readFileSync(join(root, 'package-lock.json'), 'utf8');
  return (JSON.parse(text) as { packages: Lock }).packages;
}

/**
 * Packages that built scripts import, by their names.
 * @param folder of scripts, such as `out/main`
 */
export function importedPackages(folder: string): Set<string> {
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const found = scripts
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(IMPORT)])
    .map(([, first, later]) => packageOf(first ?? later ?? ''));
  return new Set(found.filter((name) => name !== 'electron' && !builtinModules.includes(name)));
}

/** The builder writes each import on a line of its own. */
const IMPORT =
  /^(?:import|export) (?:[^"]* from )?"((?!\.|node:)[^"]+)"|\bimport\("((?!\.|node:)[^"]+)"\)/gm;

/** `@img/sharp/lib` is of `@img/sharp`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/**
 * Packages that are installed for those who use Penumbra, and that main does not need when it runs.
 * @param imported by main, as `importedPackages` finds them
 * @returns their names: electron-builder moves packages to where it likes, so that folders say nothing
 */
export function unusedPackages(imported: Iterable<string>, lock: Lock): string[] {
  const shipped = Object.keys(lock).filter((folder) => folder !== '' && lock[folder]?.dev !== true);
  const needed = new Set([...closureOf(imported, lock)].map(nameOfFolder));
  return [...new Set(shipped.map(nameOfFolder))].filter((name) => !needed.has(name));
}

/** `node_modules/a/node_modules/@b/c` is `@b/c`. */
export function nameOfFolder(folder: string): string {
  return folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/**
 * The folders of packages and of all that they need when they run, natives of every system included.
 * @throws where one is not in the lock
 */
function closureOf(names: Iterable<string>, lock: Lock): Set<string> {
  const found = new Set<string>();
  const add = (name: string, asker: string) => {
    const folder = folderOf(name, asker, lock);
    if (found.has(folder)) return;
    found.add(folder);
    const { dependencies, optionalDependencies } = lock[folder] ?? {};
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (!FOR_INSTALLING.has(needed)) add(needed, folder);
    }
  };
  for (const name of names) add(name, '');
  return found;
}

/** Where a package is found by one that asks: in its own folder, or the nearest above. */
function folderOf(name: string, asker: string, lock: Lock): string {
  for (
    let place = asker;
    ;
    place = place.slice(0, Math.max(0, place.lastIndexOf('node_modules/') - 1))
  ) {
    const folder = `${place === '' ? '' : `${place}/`}node_modules/${name}`;
    if (lock[folder]) return folder;
    if (place === '')
      throw new Error(`${name}, which ${asker || 'main'} needs, is not in the lock`);
  }
}
