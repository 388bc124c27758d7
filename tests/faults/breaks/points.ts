import type { Patch } from './patch.ts';

const DRIVER = '/node_modules/postgres/src/connection.js';
const TELEGRAM = '/src/channels/telegram/channel.ts';
const CLOUD = '/src/channels/whatsapp-cloud/channel.ts';
const POOL = '/src/worker/pool.ts';
const ISSUE = '/src/letters/issue.ts';

/** The named points of the walk: where a process may die, and how its source says so. */
export const POINTS: Readonly<Record<string, readonly Patch[]>> = {
  /** A transaction is done but for its commit. */
  'before commit': [
    {
      file: DRIVER,
      from: 'build(q)\n      const ready = write(',
      to: "build(q)\n      if (/^commit/i.test(q.string)) faultPoint('before commit')\n      const ready = write(",
    },
  ],
  /** The server has said that it committed; nobody in the process knows it yet. */
  'after commit': [
    {
      file: DRIVER,
      from: 'final && (final(), final = null)',
      to: "if (result.command === 'COMMIT') faultPoint('after commit')\n    final && (final(), final = null)",
    },
  ],
  /** Any statement has come back: also the marks before and after sends, the offset, the jobs. */
  'after a statement': [
    {
      file: DRIVER,
      from: 'function CommandComplete(x) {\n    rows = 0',
      to: "function CommandComplete(x) {\n    faultPoint('after a statement')\n    rows = 0",
    },
  ],
  /** The send is marked as begun; nothing was said. */
  'before a send': [
    {
      file: TELEGRAM,
      from: 'return track(sender.send(outbound));',
      to: "faultPoint('before a send');\n      return track(sender.send(outbound));",
    },
    {
      file: CLOUD,
      from: 'const { externalId } = await track(',
      to: "faultPoint('before a send');\n      const { externalId } = await track(",
    },
  ],
  /** It was said; the mark is to come. */
  'between send and mark': [
    {
      file: TELEGRAM,
      from: 'return track(sender.send(outbound));',
      to: "return track(sender.send(outbound).then((sent) => (faultPoint('between send and mark'), sent)));",
    },
    {
      file: CLOUD,
      from: 'const { externalId } = await track(sender.send({ ...outbound, edits }));',
      to: "const { externalId } = await track(sender.send({ ...outbound, edits }));\n      faultPoint('between send and mark');",
    },
  ],
  /** The number is drawn, in a transaction that is still open. */
  'inside numbering': [
    {
      file: '/src/letters/numbering.ts',
      from: "if (!row) throw new Error('the counter gave no number');",
      to: "faultPoint('inside numbering');\n  if (!row) throw new Error('the counter gave no number');",
    },
  ],
  /** The child process has the letter in work: it renders for some milliseconds, then signs. */
  'inside rendering': [
    {
      file: POOL,
      from: 'child.send({ task }, (error) => {',
      to: "if ((task as { kind?: string }).kind === 'letter') setTimeout(() => faultPoint('inside rendering'), 3);\n      child.send({ task }, (error) => {",
    },
  ],
  'inside signing': [
    {
      file: POOL,
      from: 'child.send({ task }, (error) => {',
      to: "if ((task as { kind?: string }).kind === 'letter') setTimeout(() => faultPoint('inside signing'), 25);\n      child.send({ task }, (error) => {",
    },
  ],
  /** The signed file is here, and nowhere else. */
  'after signing': [
    {
      file: ISSUE,
      from: "const sha256 = createHash('sha256').update(pdf).digest();",
      to: "faultPoint('after signing');\n  const sha256 = createHash('sha256').update(pdf).digest();",
    },
  ],
  /** The file is kept, its row does not know of it. */
  'after keeping the letter': [
    {
      file: ISSUE,
      from: 'await deps.files.put(file, pdf);',
      to: "await deps.files.put(file, pdf);\n  faultPoint('after keeping the letter');",
    },
  ],
  /** The letter is issued; its owner was not told. */
  'before telling of the letter': [
    {
      file: ISSUE,
      from: "if (issued.length === 1) return 'made';",
      to: "if (issued.length === 1) {\n    faultPoint('before telling of the letter');\n    return 'made';\n  }",
    },
  ],
  /** A photo is half read from the platform. */
  'inside media fetch': [
    {
      file: '/src/channels/telegram/download.ts',
      from: 'chunks.push(value);',
      to: "chunks.push(value);\n    faultPoint('inside media fetch');",
    },
    {
      file: '/src/channels/whatsapp-cloud/download.ts',
      from: 'chunks.push(value);',
      to: "chunks.push(value);\n    faultPoint('inside media fetch');",
    },
  ],
  /** A photo is being made anew by the child process. */
  'inside a photo': [
    {
      file: POOL,
      from: 'child.send({ task }, (error) => {',
      to: "if ((task as { kind?: string }).kind === undefined) setTimeout(() => faultPoint('inside a photo'), 5);\n      child.send({ task }, (error) => {",
    },
  ],
  /** The prepared photo is kept, its row does not know of it. */
  'after keeping a photo': [
    {
      file: '/src/documents/documents.ts',
      from: 'await deps.files.put(file, prepared.bytes);',
      to: "await deps.files.put(file, prepared.bytes);\n  faultPoint('after keeping a photo');",
    },
  ],
};

/** The names, in the order of the walk. */
export const POINT_NAMES: readonly string[] = Object.keys(POINTS);

/** Writes of the file store meet a full disk. */
export const DISK: Patch = {
  file: '/src/files/store.ts',
  from: 'put: async (name, bytes) => disk.put(',
  to: 'put: async (name, bytes) => (faultDisk(), 0) || disk.put(',
};
