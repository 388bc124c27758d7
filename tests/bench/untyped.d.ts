// What the benchmark uses of two packages that come without types.
declare module 'pg' {
  export class Client {
    constructor(options: { connectionString: string; max?: number });
    query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
    end(): Promise<void>;
  }
  const pg: { readonly Pool: typeof Client };
  export default pg;
}

declare module 'pdfmake' {
  const pdfmake: {
    addFonts(fonts: Record<string, Record<string, string>>): void;
    setUrlAccessPolicy(allowed: (url: string) => boolean): void;
    setLocalAccessPolicy(allowed: (path: string) => boolean): void;
    createPdf(page: object): { getBuffer(): Promise<Buffer> };
  };
  export default pdfmake;
}
