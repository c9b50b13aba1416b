/** Preloaded into a process of Node's, makes its channel look like the port that Electron gives. */
const send = process.send?.bind(process);
Object.assign(process, {
  send: undefined,
  parentPort: {
    postMessage: (message: unknown) => send?.(message),
    on: (_event: 'message', listener: (event: { data: unknown }) => void) =>
      process.on('message', (data) => listener({ data })),
  },
});
process.on('disconnect', () => process.exit());
