/** The part of the colour engine that is used; the package brings no types. */
declare module 'jscolorengine' {
  export interface Profile {
    readonly loaded: boolean;
    /** Such as `RGB`, `GRAY` or `CMYK`. */
    readonly colorSpace: string;
    loadBinary(bytes: Uint8Array): void;
  }
  interface Transform {
    create(from: Profile | string, to: Profile | string, intent: number): void;
    /** Interleaved colours, each channel from 0 to 1. */
    array(values: Float64Array, inputHasAlpha: boolean, outputHasAlpha: boolean): ArrayLike<number>;
  }
  const engine: {
    readonly Profile: new () => Profile;
    readonly Transform: new (options: { dataFormat: 'device'; buildLut: false }) => Transform;
    readonly eIntent: { readonly relative: number };
  };
  export default engine;
}
