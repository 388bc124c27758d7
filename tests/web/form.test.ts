import { afterEach, expect, test } from 'vitest';
import { openFormOffice, type FormOffice, MARIA, LINK } from './form-office.ts';

let office: FormOffice;
afterEach(() => office.close());

test('probe', async () => {
  office = await openFormOffice('required');
  for (const t of ['domisili', '1']) { const b = await office.say('a', t); console.log(b.map(x => x.text + JSON.stringify(x.choices.map(c=>c.label))).join('\n---\n')); }
  console.log((await office.say('a', `${MARIA.nik} ${MARIA.birth}`)).map(x=>x.text).join('\n---\n'));
  console.log(office.link('a'));
  const page = await fetch(office.link('a'));
  console.log(page.status, await page.text());
  const bad = await fetch(office.link('a'), { method: 'POST', body: new URLSearchParams({ nik: '537', tanggal: '' }) });
  console.log(bad.status, (await bad.text()).match(/class="wrong"[^<]*<|class="wrong".*?<\/p>/g));
  const ok = await fetch(office.link('a'), { method: 'POST', body: new URLSearchParams({ nik: MARIA.nik, tanggal: MARIA.birth }), redirect: 'manual' });
  console.log(ok.status, ok.headers.get('location'));
  console.log((await office.heard('a')).map(x=>x.text).join('\n---\n'));
  const done = await fetch(office.url + ok.headers.get('location'));
  console.log(done.status, await done.text());
  for (const t of ['ya', 'bank']) console.log((await office.say('a', t)).map(x=>x.text).join('\n---\n'));
  console.log(office.faults);
  expect(LINK).toBeDefined();
});
