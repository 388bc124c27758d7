import { type NumberKeeper, NumberRefused } from '../../channels/number-keeper.ts';
import { wardById } from '../../wards/ward.ts';
import { type LinkDeps, LinkingFailed, linkNumber, NameTaken, NumberTaken, unlinkNumber } from './link.ts';
import { wardNumbers } from './numbers.ts';
import { qrPicture } from './qr.ts';

/** How long a phone is waited for (ms): the codes of one connection last as long. */
const PATIENCE_MS = 170_000;

/** Manages the numbers of this deployment for the jobs of its chats. */
export function createNumberKeeper(deps: LinkDeps): NumberKeeper {
  return {
    status: (wardId) => wardNumbers(deps, wardId),

    async link({ wardId, phone }, { onQr, onCode }, signal) {
      const ward = await wardById(deps.db, wardId);
      const late = AbortSignal.timeout(PATIENCE_MS);
      // What is shown is written one after another, and all of it before the result.
      let shown: Promise<unknown> = Promise.resolve();
      const show = (one: () => Promise<void>) => {
        shown = shown.then(one).catch((error: unknown) => deps.log.warn({ error }, 'a code was not shown'));
      };
      try {
        const { number } = await linkNumber(
          deps,
          { ward, name: null },
          phone === null
            ? { onQr: (qr) => show(async () => onQr(await qrPicture(qr))) }
            : { phone, onCode: (code) => show(() => onCode(`${code.slice(0, 4)}-${code.slice(4)}`)) },
          AbortSignal.any([signal, late]),
        );
        return number;
      } catch (error) {
        if (signal.aborted) throw error;
        throw refusal(error);
      } finally {
        await shown;
      }
    },

    async unlink(wardId, signal) {
      const [only] = (await wardNumbers(deps, wardId)).filter(({ number }) => number !== null);
      if (!only?.number) throw new NumberRefused('none');
      const told = await unlinkNumber(deps, only.accountId, signal);
      return { number: only.number, told };
    },
  };
}

function refusal(error: unknown): unknown {
  if (error instanceof NameTaken) return new NumberRefused(error.why === 'linked' ? 'linked' : 'taken');
  if (error instanceof NumberTaken) return new NumberRefused('taken');
  return error instanceof LinkingFailed ? new NumberRefused('time') : error;
}
