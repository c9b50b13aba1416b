/** Keeps the places of cards that are on their way. */
export function Skeletons({ count }: { readonly count: number }) {
  return (
    <ul className="cards" aria-label="Looking for alternatives">
      {Array.from({ length: count }, (_, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places have nothing but their index
        <li key={n} className="card skeleton">
          <div className="card-picture" />
          <div className="skeleton-line" />
          <div className="skeleton-line short" />
        </li>
      ))}
    </ul>
  );
}
