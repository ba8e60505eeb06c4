import { fileURLToPath } from 'node:url';
import type { DataConverter, PayloadCodec } from '@temporalio/common';
import type { KeyRingEntry } from '../config/index.ts';
import { AesPayloadCodec } from './payload-codec.ts';

/** The data converter of clients and workers: JSON, then encrypted; messages and stack traces of failures as well. */
export function dataConverter(keys: readonly KeyRingEntry[]): DataConverter {
  return dataConverterWith([new AesPayloadCodec(keys)]);
}

/** The same with other codecs; tests use none, to read payloads. */
export function dataConverterWith(payloadCodecs: PayloadCodec[]): DataConverter {
  return { failureConverterPath: fileURLToPath(new URL('./failure-converter.cjs', import.meta.url)), payloadCodecs };
}
