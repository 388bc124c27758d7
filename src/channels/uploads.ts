import type { MediaRef } from '../../flows/kit/message.ts';
import type { FileName, FileStore } from '../files/store.ts';
import { SendFailure } from './port.ts';

const UPLOAD = /^upload\/[0-9a-f]{32}$/;

/** Whether a reference names a file that one of our own pages has put into the file store. */
export function isUpload(ref: string): ref is FileName {
  return UPLOAD.test(ref);
}

/** Reads an upload of ours, whatever the channel of the chat. SendFailure when it is gone or larger than `maxBytes`. */
export async function fetchUpload(files: FileStore, media: MediaRef, maxBytes: number): Promise<Uint8Array> {
  if (!isUpload(media.ref)) throw new SendFailure('giveUp', 'not an upload of ours');
  if (!(await files.has(media.ref))) throw new SendFailure('giveUp', 'the upload is gone');
  const bytes = await files.get(media.ref);
  if (bytes.length > maxBytes) throw new SendFailure('giveUp', 'larger than the limit');
  return bytes;
}
