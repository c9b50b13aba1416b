import type { ProductType } from '../onnx/products.ts';
import type { Provider } from './providers.ts';

/** What a provider multiplies fastest in, of a model that bears 16 bits. */
export function halfProductsOn(provider: Provider): ProductType {
  switch (provider) {
    case 'cpu':
      return 'float32';
    // The range of float32; GPUs have it from Ampere on.
    case 'cuda':
      return 'bfloat16';
    default:
      return 'float16';
  }
}
