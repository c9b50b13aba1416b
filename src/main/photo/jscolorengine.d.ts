/** The part of the colour engine that is used; the package brings no types. */
declare module 'jscolorengine' {
  export interface Profile {
    readonly loaded: boolean;
    /** Such as `RGB`, `GRAY` or `CMYK`. */
    readonly colorSpace: string;
    loadBinary(bytes: Uint8Array): void;
  }
  interface Lab {
    readonly L: number;
    readonly a: number;
    readonly b: number;
  }
  interface Transform {
    create(from: Profile | string, to: Profile | string, intent: number): void;
    /** Interleaved colours, each channel from 0 to 1. */
    array(values: Float64Array, inputHasAlpha: boolean, outputHasAlpha: boolean): Float64Array;
  }
  const engine: {
    readonly Profile: new () => Profile;
    readonly Transform: new (options: { dataFormat: 'device'; buildLut: false }) => Transform;
    readonly eIntent: { readonly relative: number };
    readonly convert: { deltaE2000(one: Lab, other: Lab): number };
  };
  export default engine;
}
