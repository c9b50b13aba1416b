import { closeSync, openSync, readSync } from 'node:fs';
import { expect, it } from 'vitest';
import { HEADER_BYTES, kindOf } from './binary-kind.ts';

function firstBytes(path: string): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, 'r');
  readSync(file, bytes);
  closeSync(file);
  return bytes;
}

it.each([
  ['linux', 'x64'],
  ['linux', 'arm64'],
  ['darwin', 'arm64'],
  ['win32', 'x64'],
  ['win32', 'arm64'],
])('knows a library of %s-%s', (platform, arch) => {
  const library = `node_modules/onnxruntime-node/bin/napi-v6/${platform}/${arch}/onnxruntime_binding.node`;
  expect(kindOf(firstBytes(library))).toEqual({ platform, arch });
});

it.each(['package.json', 'resources/icon.png', 'LICENSE'])('knows that %s is none', (path) => {
  expect(kindOf(firstBytes(path))).toBeUndefined();
});

it('takes a file that is cut short for none', () => {
  expect(kindOf(Buffer.from('MZ'))).toBeUndefined();
});
