import { fileURLToPath } from 'node:url';
import type { DataConverter, PayloadCodec } from '@temporalio/common';
import type { KeyRingEntry } from '../config/index.ts';
import { AesPayloadCodec } from './payload-codec.ts';

/** How client and worker convert data: JSON, then encrypted; failures' words as well. */
export function dataConverter(keys: readonly KeyRingEntry[]): DataConverter {
  return dataConverterWith([new AesPayloadCodec(keys)]);
}

/** The same with other codecs; tests look through it with none. */
export function dataConverterWith(payloadCodecs: PayloadCodec[]): DataConverter {
  return { failureConverterPath: fileURLToPath(new URL('./failure-converter.cjs', import.meta.url)), payloadCodecs };
}
