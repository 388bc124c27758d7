// @ts-check
import { byId, el } from '../simulator/dom.js';
import { t } from './words.js';

/** Enough to read the smallest print of a family card (pixels). */
const WIDTH = 1920;
const QUALITY = 0.9;

/** Whether a picture can be taken on this page: only https and this very computer may. */
export const hasCamera = () => navigator.mediaDevices?.getUserMedia !== undefined;

/** Takes a picture and shows it before it is sent; null when it was given up. @returns {Promise<Blob | null>} */
export async function takePhoto() {
  /** @type {MediaStream} */
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'environment', width: { ideal: WIDTH } },
    });
  } catch {
    return notice();
  }
  const box = /** @type {HTMLDialogElement} */ (byId('camera'));
  const video = el('video', { autoplay: true, playsinline: true, 'aria-label': t('camera') });
  video.muted = true;
  video.srcObject = stream;
  const image = el('img', { alt: t('preview'), hidden: true });
  /** @type {Blob | null} */
  let blob = null;
  return new Promise((resolve) => {
    const shoot = el('button', { type: 'button', class: 'big', click: () => void picture() }, t('shoot'));
    const use = el(
      'button',
      { type: 'button', class: 'big', hidden: true, click: () => close(blob) },
      t('use'),
    );
    const again = el(
      'button',
      { type: 'button', class: 'big quiet', hidden: true, click: () => live() },
      t('again'),
    );
    const shut = el('button', { type: 'button', class: 'big quiet', click: () => close(null) }, t('close'));
    const live = () => {
      URL.revokeObjectURL(image.src);
      blob = null;
      for (const part of [video, shoot]) part.hidden = false;
      for (const part of [image, use, again]) part.hidden = true;
      shoot.focus();
    };
    const picture = async () => {
      blob = await snapshot(video);
      if (blob === null) return;
      image.src = URL.createObjectURL(blob);
      for (const part of [video, shoot]) part.hidden = true;
      for (const part of [image, use, again]) part.hidden = false;
      use.focus();
    };
    const close = (/** @type {Blob | null} */ result) => {
      for (const track of stream.getTracks()) track.stop();
      URL.revokeObjectURL(image.src);
      box.removeEventListener('close', gone);
      box.close();
      box.replaceChildren();
      resolve(result);
    };
    const gone = () => close(null);
    box.addEventListener('close', gone);
    box.replaceChildren(
      el('h2', { id: 'camera-title' }, t('camera')),
      el('p', {}, t('photoHint')),
      video,
      image,
      el('div', { class: 'row' }, shoot, use, again, shut),
    );
    box.showModal();
    shoot.focus();
  });
}

/** @param {HTMLVideoElement} video @returns {Promise<Blob | null>} */
function snapshot(video) {
  const canvas = el('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  if (canvas.width === 0) return Promise.resolve(null);
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
}

/** The camera was refused or is not there. @returns {Promise<null>} */
function notice() {
  const box = /** @type {HTMLDialogElement} */ (byId('camera'));
  const shut = el('button', { type: 'button', class: 'big', click: () => box.close() }, t('close'));
  box.replaceChildren(el('h2', { id: 'camera-title' }, t('camera')), el('p', {}, t('noCamera')), shut);
  box.showModal();
  shut.focus();
  return new Promise((resolve) => box.addEventListener('close', () => resolve(null), { once: true }));
}
