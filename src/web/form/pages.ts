import { html } from 'hono/html';
import { BOLD_OFF, BOLD_ON } from '../../../flows/kit/message.ts';
import type { Prompt } from '../../../flows/kit/prompt.ts';
import { type Markup, page } from '../page.ts';
import type { ChatDoor, FormQuestion } from './port.ts';
import { type Filled, type FormField, fieldsOf } from './read.ts';

/** What went wrong with what was sent, by line; `berkas` is the photo. */
export type Troubles = ReadonlyMap<FormField['name'] | 'berkas', string>;

/** Everything that a page of a question shows. */
export interface QuestionView {
  readonly code: string;
  readonly question: FormQuestion;
  readonly filled: Filled;
  readonly troubles: Troubles;
  /** The page before was answered: say what became of it. */
  readonly remark: string | null;
  readonly back: ChatDoor | null;
}

/** One question, and nothing else: no menu leads away from it. */
export function questionPage(view: QuestionView): Markup {
  const { question, troubles, remark } = view;
  const media = question.prompt.accept.kind === 'media';
  return frame(
    question.place.ward,
    troubles.size > 0 ? 'Perlu diperbaiki' : titleOf(question.prompt),
    html`<h1>${titleOf(question.prompt)}</h1>
${remark === null ? '' : html`<p class="said" role="status">${lines(remark)}</p>`}
${media ? photoForm(view) : textForm(view)}
<ul class="promise"><li>Hanya dibaca kelurahan untuk surat ini, dan disimpan tersandi.</li><li>Halaman ini berlaku 30 menit dan hanya untuk satu jawaban.</li></ul>
${elsewhere(question.prompt)}
${backLink(view.back, 'Kembali ke chat', true)}`,
    media,
  );
}

function titleOf({ accept }: Prompt): string {
  switch (accept.kind) {
    case 'identity':
      return 'NIK dan tanggal lahir';
    case 'nik':
      return 'NIK';
    case 'date':
      return 'Tanggal lahir';
    case 'media':
      return 'Foto berkas';
    default:
      return 'Pertanyaan kelurahan';
  }
}

function textForm({ code, question, filled, troubles }: QuestionView): Markup {
  const fields = fieldsOf(question.prompt);
  const first = fields.find(({ name }) => troubles.has(name)) ?? fields[0];
  const own = fields.some(({ name }) => name === 'jawaban');
  return html`<form method="post" action="/formulir/${code}" autocomplete="off" novalidate>
${own ? html`<p class="asks">${lines(question.prompt.text)}</p>` : html`<p class="asks">Yang akan dicantumkan di surat.</p>`}
${fields.map((field) => fieldMarkup(field, filled[field.name] ?? '', troubles.get(field.name), field === first))}
<button class="button wide">Kirim</button>
</form>`;
}

function fieldMarkup(field: FormField, value: string, trouble: string | undefined, focus: boolean): Markup {
  const { name, label, hint, keys, most } = field;
  const about = trouble === undefined ? `${name}-petunjuk` : `${name}-salah ${name}-petunjuk`;
  return html`<div class="field">
<label for="${name}">${label}</label>
${trouble === undefined ? '' : html`<p class="wrong" id="${name}-salah" role="alert">${trouble}</p>`}
<input id="${name}" name="${name}" value="${value}" inputmode="${keys}" maxlength="${most}" autocomplete="off" autocapitalize="off" spellcheck="false" required aria-describedby="${about}"${trouble === undefined ? '' : html` aria-invalid="true"`}${focus ? html` autofocus` : ''}>
<p class="hint" id="${name}-petunjuk">${hint}</p>
</div>`;
}

/** Two inputs, because a phone opens either its camera or its folders. Without a script either is simply sent. */
function photoForm({ code, question, troubles }: QuestionView): Markup {
  const trouble = troubles.get('berkas');
  return html`<p class="asks">${lines(question.prompt.text)}</p>
<form id="foto" method="post" action="/formulir/${code}" enctype="multipart/form-data" data-code="${code}">
<p class="wrong" id="salah" role="alert"${trouble === undefined ? html` hidden` : ''}>${trouble ?? ''}</p>
<div class="ways">
<label class="pick" for="kamera"><span>Ambil foto</span><input id="kamera" name="kamera" type="file" accept="image/*" capture="environment"></label>
<label class="pick" for="berkas"><span>Pilih foto atau PDF</span><input id="berkas" name="berkas" type="file" accept="image/*,application/pdf"></label>
</div>
<div id="terpilih" class="chosen" hidden><img id="pratinjau" alt="" hidden><p id="nama"></p></div>
<div id="jalan" class="going" hidden><label for="maju" id="kabar">Mengirim</label><progress id="maju" max="100" value="0"></progress></div>
<button class="button wide" id="kirim">Kirim</button>
</form>
<p class="visually-hidden" id="suara" aria-live="polite"></p>`;
}

/** The choices of the question are answered in the chat. */
function elsewhere({ choices }: Prompt): Markup {
  if (choices.length === 0) return html``;
  const labels = choices.map(({ label }) => `"${label}"`).join(' atau ');
  return html`<p class="hint">Pilihan ${labels} dijawab di chat.</p>`;
}

/** Where a person stands after the last answer, or with a link that leads nowhere. */
export interface EndView {
  readonly office: string;
  readonly title: string;
  readonly text: string;
  readonly back: ChatDoor | null;
  /** The page looks again by itself; a link does the same by hand. */
  readonly again?: boolean;
  readonly good?: boolean;
}

/** A calm page that asks nothing. */
export function endPage(view: EndView): Markup {
  return frame(
    view.office,
    view.title,
    html`<div class="end${view.good ? ' good' : ''}" role="status"><h1>${view.title}</h1><p>${view.text}</p></div>
${view.again !== true ? '' : html`<p><a class="button quiet wide" href="?">Lihat lagi</a></p>`}
${backLink(view.back, 'Kembali ke chat', false)}`,
    false,
  );
}

function backLink(back: ChatDoor | null, text: string, quiet: boolean): Markup {
  if (back === null) return html``;
  const look = quiet ? 'button quiet wide' : 'button wide';
  return html`<p><a class="${look}" href="${back.href}">${text} (${back.label})</a></p>`;
}

function frame(ward: string, title: string, body: Markup, script: boolean): Markup {
  return page(
    {
      title: `${title} - ${ward}`,
      office: ward,
      styles: ['form.css'],
      scripts: script ? ['form/main.js'] : [],
      bare: true,
    },
    html`<body class="safe">
<header><img src="/assets/icon.svg" alt="" width="32" height="32"><p><b>${ward}</b><small>Halaman aman</small></p></header>
<main id="isi">${body}</main>
</body>`,
  );
}

/** Lines and bold as the chat shows them. */
function lines(text: string): Markup {
  const shown = text.split('\n').map((line, index) => (index === 0 ? bold(line) : html`<br>${bold(line)}`));
  return html`${shown}`;
}

function bold(line: string): Markup {
  const [before = '', ...rest] = line.split(BOLD_ON);
  return html`${before}${rest.map((part) => {
    const [strong = '', after = ''] = part.split(BOLD_OFF);
    return html`<b>${strong}</b>${after}`;
  })}`;
}
