import type { ClusterMark } from '../../state/cluster-marks.ts';

/** A cluster's mark. */
export function Mark({ mark, size = 10 }: { readonly mark: ClusterMark; readonly size?: number }) {
  return (
    <svg aria-hidden="true" className="mark" viewBox="0 0 10 10" width={size} height={size}>
      <path d={mark.path} fill={mark.colour} />
    </svg>
  );
}
