import type postgres from 'postgres';
import { Resident } from '../../../src/residents/resident.ts';
import type { Bed } from '../bed.ts';

/** What every peer says; the texts of ours are longer, and ours also keeps them. */
export const SAYS = [
  'Surat keterangan domisili. Setuju data Anda diproses? 1. Ya 2. Tidak',
  'Tulis NIK dan tanggal lahir.',
  'Apakah ini Anda? 1. Ya 2. Bukan',
  'Untuk keperluan apa? 1. Bank 2. Sekolah 3. Lainnya',
  'Tinggal sejak? 1. Lahir 2. Pindahan',
  'Berkas dibawa nanti? 1. Ya 2. Kirim',
  'Semua benar? 1. Kirim 2. Ubah',
  'Permohonan diterima.',
] as const;

/** How a peer asks the register, and where it writes the request: the same for all of them. */
export interface Desk {
  /** Looks the person up by NIK and birth date in the real table, opens the row and compares. */
  find(text: string, sql?: postgres.TransactionSql): Promise<string | null>;
  /** Writes the request row. */
  submit(chat: string, form: object, sql?: postgres.TransactionSql): Promise<void>;
  requests(): Promise<number>;
}

/** A desk of one contender, with a table of its own for the requests. */
export async function openDesk(bed: Bed, name: string): Promise<Desk> {
  const table = `bench_${name}_request`;
  await bed.sql.unsafe(
    `create table ${table} (id bigint generated always as identity primary key, chat text not null, form text not null, at timestamptz not null default now())`,
  );
  return {
    find: async (text, sql = bed.sql as unknown as postgres.TransactionSql) => {
      const [, nik = '', day, month, year] = /^(\d{16}) (\d\d)-(\d\d)-(\d{4})$/.exec(text) ?? [];
      const nikIndex = bed.sealer.index('nik', nik);
      const [row] = await sql<{ id: string; data: Buffer; status: string }[]>`
        select id, data, status from resident where ward_id = ${bed.wardId} and nik_index = ${nikIndex}`;
      if (row?.status !== 'HIDUP') return null;
      const data = Resident.parse(JSON.parse(bed.sealer.openText(`resident|data|${row.id}`, row.data)));
      return data.birthDate === `${year}-${month}-${day}` ? row.id : null;
    },
    submit: async (chat, form, sql = bed.sql as unknown as postgres.TransactionSql) => {
      await sql.unsafe(`insert into ${table} (chat, form) values ($1, $2)`, [chat, JSON.stringify(form)], {
        prepare: true,
      });
    },
    requests: async () => Number((await bed.sql.unsafe(`select count(*) as n from ${table}`))[0]?.['n']),
  };
}

/** Platforms know chats by numbers: the next one for each new name. */
export function numbers(): (chat: string) => number {
  const known = new Map<string, number>();
  return (chat) => {
    const id = known.get(chat) ?? known.size + 1;
    known.set(chat, id);
    return id;
  };
}

/** A text message as Telegram brings it. */
export function update(id: number, chat: number, text: string) {
  const from = { id: chat, is_bot: false as const, first_name: 'Warga' };
  return {
    update_id: id,
    message: {
      message_id: id,
      date: 1_790_000_000,
      from,
      chat: { id: chat, type: 'private' as const, first_name: 'Warga' },
      text,
    },
  };
}

/** A bot that platforms would name so. */
export const BOT = {
  id: 1,
  is_bot: true as const,
  first_name: 'Bench',
  username: 'bench_bot',
  can_join_groups: false,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
} as const;
