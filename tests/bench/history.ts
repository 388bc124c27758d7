import type { Ground } from './bed.ts';

const PORTION = 20_000;

/**
 * Writes the past of an office: requests `from` to `to`, each ended and ten minutes older than the one before, with
 * three events, eight messages, a try at being found and a letter; a person, a chat and somebody of the register for
 * every fifth. The rows
 * are as large as real ones and made inside the server. They are never opened: nothing asks for requests that ended.
 */
export async function addHistory(bed: Ground, from: number, to: number): Promise<void> {
  const { wardId } = bed;
  const [sample] = await bed.sql<{ account_id: string; context: Buffer; form: Buffer; state: Buffer }[]>`
    select c.account_id, r.context, r.form, c.state from request r join conversation c on c.id = r.conversation_id limit 1`;
  const [lurah] = await bed.sql<{ id: string }[]>`
    select id from staff where ward_id = ${wardId} and role = 'lurah'`;
  const [known] = await bed.sql<{ data: Buffer }[]>`select data from resident limit 1`;
  if (!sample || !lurah || !known) throw new Error('there is no request to take as a sample');
  for (let at = from; at < to; at += PORTION) {
    const last = Math.min(to, at + PORTION);
    await bed.sql.begin(async (sql) => {
      await sql`set local statement_timeout = 0`;
      // The rows fit together; looking each reference up would take most of the time.
      await sql`set local session_replication_role = replica`;
      await sql`insert into person (id, ward_id, created_at, level)
        select ${key('person', 'n')}, ${wardId}::uuid, now(), 0 from generate_series(${at}::int, ${last - 1}::int) n where n % 5 = 0`;
      await sql`insert into resident (id, ward_id, nik_index, kk_index, status, rt, rw, data, updated_at)
        select ${key('resident', 'n')}, ${wardId}::uuid, sha256(('nik' || n)::bytea), sha256(('kk' || n / 4)::bytea), 'HIDUP', '001', '001', ${known.data}, now()
        from generate_series(${at}::int, ${last - 1}::int) n where n % 5 = 0`;
      await sql`insert into conversation (id, ward_id, account_id, chat_key, address, person_id, flow, flow_version, state, messages, last_in_at)
        select ${chat()}, ${wardId}::uuid, ${sample.account_id}::uuid, sha256(('chat' || n)::bytea), '\\x00', ${key('person', 'n')}, 'menu', '1', ${sample.state}, 40, ${past()}
        from generate_series(${at}::int, ${last - 1}::int) n where n % 5 = 0`;
      await sql`insert into identity_try (id, person_id, day, at)
        select ${key('try', 'n')}, ${key('person', 'n - n % 5')}, to_char(${past()}, 'YYYY-MM-DD'), ${past()}
        from generate_series(${at}::int, ${last - 1}::int) n`;
      await sql`insert into message (conversation_id, id, account_id, direction, at, body, external_id)
        select ${chat()}, 8 * (n % 5) + m, ${sample.account_id}::uuid, case when m % 2 = 1 then 'in' else 'out' end, ${past()},
          substr(${sample.form}::bytea, 1, case when m % 2 = 1 then 65 else 450 end), 'old-' || n || '-' || m
        from generate_series(${at}::int, ${last - 1}::int) n cross join generate_series(1, 8) m`;
      await sql`insert into request (id, ward_id, service, number, task, person_id, conversation_id, state, context, form, submitted_at, due_at, ended_at, version)
        select ${key('request', 'n')}, ${wardId}::uuid, 'domisili', 'LAMA-' || n, 1000000 + n, ${key('person', 'n - n % 5')}, ${chat()}, 'collected',
          ${sample.context}, ${sample.form}, ${past()}, ${past()} + interval '1 day', ${past()} + interval '1 hour', 4
        from generate_series(${at}::int, ${last - 1}::int) n`;
      await sql`insert into request_event (id, request_id, ward_id, at, type, from_state, to_state, actor, channel, data)
        select 1000000000000 + 3 * n::bigint + e, ${key('request', 'n')}, ${wardId}::uuid, ${past()} + e * interval '20 minutes',
          (array['submit', 'take', 'collect'])[e + 1], 'checking', 'collected', 'system', 'telegram', substr(${sample.form}::bytea, 1, 60)
        from generate_series(${at}::int, ${last - 1}::int) n cross join generate_series(0, 2) e`;
      await sql`insert into letter (id, ward_id, request_id, service, number, year, seq, scope, code_index, state, data, signed_by, signed_at, sha256, issued_at)
        select ${key('letter', 'n')}, ${wardId}::uuid, ${key('request', 'n')}, 'domisili', 'LAMA/' || n, 2020, n + 1, 'lama', sha256(('code' || n)::bytea), 'issued',
          ${sample.form}, ${lurah.id}::uuid, ${past()} + interval '1 hour', sha256(('pdf' || n)::bytea), ${past()} + interval '1 hour'
        from generate_series(${at}::int, ${last - 1}::int) n`;
    });
  }
  // An office that grew slowly is vacuumed on the way; here it would begin in the middle of what is measured.
  const keeper = await bed.sql.reserve();
  try {
    await keeper`set statement_timeout = 0`;
    await keeper`vacuum analyze`;
  } finally {
    await keeper`reset statement_timeout`;
    keeper.release();
  }
  await bed.sql`checkpoint`;

  /** Of a time, as ours are (UUID version 7): what is of one day lies together in the indexes. */
  function key(what: string, n: string) {
    const time = `lpad(to_hex(floor(extract(epoch from now()) / 86400)::bigint * 86400000 - (${n})::bigint * 600000), 12, '0')`;
    const rest = `md5('${what}' || (${n}))`;
    return bed.sql.unsafe(`(${time} || '7' || substr(${rest}, 1, 3) || '8' || substr(${rest}, 4, 15))::uuid`);
  }
  function chat() {
    return bed.sql.unsafe('900000000000 + (n - n % 5)::bigint');
  }
  function past() {
    return bed.sql.unsafe("(now() - n * interval '10 minutes')");
  }
}
