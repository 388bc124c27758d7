import { serve } from '../worker/serve.ts';
import { allowOnlyPhotos } from './photo.ts';
import { prepare } from './prepare.ts';

/** The child process of the studio: gets bytes, answers `Prepared`. */
allowOnlyPhotos();
serve((task) =>
  task instanceof Uint8Array ? prepare(task) : Promise.reject(new TypeError('bytes expected')),
);
