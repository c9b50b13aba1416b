/** Scripts of `package.json` whose arguments name files. */
const SCRIPTS = ['penumbra', 'browser', 'start'];

/** Goes back to where npm was called: it runs scripts in the package's folder, but files are named from where one stands. */
export function standWhereCalled(): void {
  const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env;
  if (script !== undefined && SCRIPTS.includes(script) && folder !== undefined)
    process.chdir(folder);
}
