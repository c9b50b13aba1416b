import type { Point } from '../sampling/flow.ts';

/**
 * The pull of a cluster on a point, as a kernel's maximum mean discrepancy between the two
 * (Oscillation Inversion, Eq. 13):
 * `L_GP(z) = k(z, z) − (2/N) Σ_i k(z, z_i) + (1/N²) Σ_ij k(z_i, z_j)`, with
 * `k(a, b) = exp(−‖a − b‖² / 2l²)`.
 */
export class GroupPrior {
  private readonly members: readonly Point[];
  private readonly lengthScale: number;
  /** `(1/N²) Σ_ij k(z_i, z_j)` */
  private readonly within: number;

  /**
   * @param members `z_i`, the cluster's points
   * @param lengthScale `l`, about the median distance of points: in many dimensions the kernel of any
   *   other scale is 0 or 1 everywhere, and has no gradient
   */
  constructor(members: readonly Point[], lengthScale: number) {
    this.members = members;
    this.lengthScale = lengthScale;
    let total = 0;
    for (const a of members) for (const b of members) total += this.kernel(a, b);
    this.within = total / members.length ** 2;
  }

  /** `L_GP(z)`, 0 where the point is all of the cluster, below 2 everywhere. */
  at(z: Point): number {
    const between = this.members.reduce((total, member) => total + this.kernel(z, member), 0);
    return 1 - (2 / this.members.length) * between + this.within;
  }

  /** Its gradient with respect to `z`. */
  gradient(z: Point): Point {
    const result = new Float32Array(z.length);
    for (const member of this.members) {
      const weight = (2 * this.kernel(z, member)) / (this.members.length * this.lengthScale ** 2);
      for (let i = 0; i < z.length; i++) {
        result[i] = (result[i] as number) + weight * ((z[i] as number) - (member[i] as number));
      }
    }
    return result;
  }

  private kernel(a: Point, b: Point): number {
    return Math.exp(-squaredDistance(a, b) / (2 * this.lengthScale ** 2));
  }
}

/** The median Euclidean distance between points, of which there are two at least. */
export function medianDistance(points: readonly Point[]): number {
  const distances = points
    .flatMap((a, i) => points.slice(i + 1).map((b) => Math.sqrt(squaredDistance(a, b))))
    .sort((a, b) => a - b);
  return distances[Math.floor(distances.length / 2)] as number;
}

function squaredDistance(a: Point, b: Point): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) {
    const apart = (a[i] as number) - (b[i] as number);
    total += apart * apart;
  }
  return total;
}
