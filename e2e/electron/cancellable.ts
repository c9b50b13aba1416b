/** An event that can be prevented. */
export function cancellable<T extends object>(details: T) {
  const event = {
    ...details,
    isPrevented: false,
    preventDefault() {
      event.isPrevented = true;
    },
  };
  return event;
}
