import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { NodeCompiler as Compiler } from '@myriaddreamin/typst-ts-node-compiler';
import { Unworkable } from '../worker/serve.ts';

const { NodeCompiler } = createRequire(import.meta.url)('@myriaddreamin/typst-ts-node-compiler') as {
  NodeCompiler: typeof Compiler;
};

/** Prints `.typ` pages of the flows folder. Lives in the child process: the compiler leaks some KB a page. */
export interface Typesetter {
  /**
   * PDF/A-2b of a page (a path inside flows without its ending), which reads its data from `/data.json`.
   * Throws Unworkable.
   */
  pdf(page: string, content: Content, at: Date): { pdf: Buffer; pages: number };
  /** All pages below each other. Here the data is also in `sys.inputs.data`, as JSON text. Throws Unworkable. */
  svg(page: string, content: Content): { svg: string; pages: number };
}

/** What a page prints: JSON, and pictures by the name under which the page reads them (`/qr.raw`). */
export interface Content {
  readonly data: unknown;
  readonly files: Readonly<Record<string, Buffer>>;
}

const PAGE = /^[a-z][a-z0-9-]*(\/[a-z][a-z0-9-]*){0,3}$/;

/** Compilations that a memoised part survives without being used (the compiler's own advice for a long run). */
const CACHE_AGE = 30;

/** A compiler over the pages of the flows folder. */
export function createTypesetter(): Typesetter {
  const workspace = fileURLToPath(new URL('../../flows', import.meta.url));
  const compiler = NodeCompiler.create({ workspace });

  function compiled<T>(
    page: string,
    { data, files }: Content,
    withInputs: boolean,
    use: (document: Document) => T,
  ): T {
    if (!PAGE.test(page)) throw new Unworkable(`not a page: ${page}`);
    const text = JSON.stringify(data);
    try {
      compiler.mapShadow(`${workspace}/data.json`, Buffer.from(text, 'utf8'));
      for (const [name, bytes] of Object.entries(files)) compiler.mapShadow(`${workspace}/${name}`, bytes);
      const mainFilePath = `${workspace}/${page}.typ`;
      const answer = compiler.compile(
        withInputs ? { mainFilePath, inputs: { data: text } } : { mainFilePath },
      );
      if (answer.result === null) throw new Unworkable(`${page}.typ cannot be set: ${reason(answer)}`);
      return use(answer.result);
    } catch (error) {
      if (error instanceof Unworkable) throw error;
      // The compiler's words may quote what is printed; only the kind of trouble leaves the child.
      throw new Unworkable(`${page}.typ cannot be exported`, { cause: error });
    } finally {
      compiler.evictCache(CACHE_AGE);
    }
  }

  function reason(answer: Compiled): string {
    const error = answer.takeError();
    return error
      ? compiler
          .fetchDiagnostics(error)
          .map((d: { message?: string }) => firstLine(d.message))
          .join('; ')
      : 'no reason';
  }

  return {
    pdf: (page, content, at) =>
      compiled(page, content, false, (document) => ({
        pdf: compiler.pdf(document, {
          pdfStandard: 'a-2b',
          creationTimestamp: Math.floor(at.getTime() / 1000),
        }),
        pages: document.numOfPages,
      })),
    svg: (page, content) =>
      compiled(page, content, true, (document) => ({
        svg: compiler.plainSvg(document),
        pages: document.numOfPages,
      })),
  };
}

type Compiled = ReturnType<Compiler['compile']>;
type Document = NonNullable<Compiled['result']>;

function firstLine(text: string | undefined): string {
  return (text ?? '').split('\n', 1)[0]?.slice(0, 120) ?? '';
}
