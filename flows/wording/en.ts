import type { Facts } from '../kit/facts.ts';
import { FORM_URL } from '../kit/message.ts';
import { local, timeInWords } from '../kit/when.ts';
import { asides } from './en-aside.ts';
import { duration } from './en-duration.ts';
import { letters, MONTHS } from './en-letter.ts';
import { b, list } from './style.ts';
import { also } from './translation.ts';
import type { Translation } from './vocabulary.ts';

/** English for residents who do not read Indonesian. Names of letters and papers stay as they are printed. */

const MENU = `Type ${b('menu')}.`;
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const GREETINGS = {
  morning: 'Good morning',
  afternoon: 'Good afternoon',
  evening: 'Good evening',
} as const;

function moment(at: string, f: Facts): string {
  const day = local(at, f.timeZone);
  const days = Date.parse(day.iso) - Date.parse(local(f.now, f.timeZone).iso);
  const time = timeInWords(at, f.timeZone);
  if (days === 0) return `today ${time}`;
  if (days === 86_400_000) return `tomorrow ${time}`;
  return `${DAYS[day.weekday]} ${day.day} ${MONTHS[day.month - 1]}, ${time}`;
}

function greeting(f: Facts): string {
  const { hour } = local(f.now, f.timeZone);
  return GREETINGS[hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'];
}

const STATES: Readonly<Record<string, string>> = {
  submitted: 'waiting to be checked',
  checking: 'being checked',
  returned: 'waiting for you to complete it',
  verified: "waiting for the lurah's signature",
  signed: 'signed, the letter is being made',
  ready: 'the letter can be collected at the counter',
  delivered: 'done, the letter was sent in this chat',
  collected: 'done, the letter was handed over',
  refused: 'could not be granted',
  cancelled: 'cancelled',
  revoked: 'the letter was revoked',
};

const MOVED: Readonly<Record<string, (holder: string) => string>> = {
  taken: (holder) => `it is being checked. It is now with: ${holder}. You need not do anything.`,
  passed: (holder) =>
    `it was checked and is complete. It is now with: ${holder}, for signature. You need not do anything.`,
  sentBack: () => 'it is being checked once more. You need not do anything.',
  signed: () => 'it is signed. The letter is being made.',
  undone: (holder) =>
    `please ignore the message before. It is still with: ${holder}. You need not do anything.`,
};

/** The steps of a request come in Indonesian from the office's record; one that is not here stays so. */
const STEPS: Readonly<Record<string, string>> = {
  'permohonan diterima': 'request received',
  'mulai diperiksa petugas': 'the staff began to check it',
  'diminta dilengkapi': 'you were asked to complete it',
  'perbaikan diterima': 'corrections received',
  'tidak dapat dipenuhi': 'could not be granted',
  'lengkap, diteruskan ke lurah': 'complete, passed to the lurah',
  'diperiksa sekali lagi': 'checked once more',
  'ditandatangani lurah': 'signed by the lurah',
  'surat selesai dibuat': 'letter made',
  'surat dikirim di chat': 'letter sent in the chat',
  'surat diserahkan di loket': 'letter handed over at the counter',
  dibatalkan: 'cancelled',
  'surat dicabut': 'letter revoked',
  'keputusan ditarik kembali': 'a decision was taken back',
  'petugas bertanya': 'the staff asked a question',
  'pertanyaan dijawab': 'the question was answered',
};

const UNREADABLE: Readonly<Record<string, string>> = {
  'too-big': 'it is larger than 10 MB.',
  'too-many-pixels': 'the picture is too large.',
  kind: 'photos (JPG, PNG, WebP) and PDF are accepted.',
  encrypted: 'the PDF has a password.',
  active: 'the PDF contains a program or an attachment.',
  unreachable: 'the file could not be fetched from the app.',
};

/** English for residents; what is not here is said in Indonesian. */
export const english: Translation = {
  words: {
    'menu.home': (_, f) =>
      `${greeting(f)}. This is the letter service of ${b(f.ward.name)}.\nWhat do you need today? Choose, or write it in your own words.`,
    'menu.notUnderstood': () => 'Sorry, I did not understand that.',
    'menu.understood': (a) => `All right: ${b(a.title)}.`,
    'menu.cards': () => 'Which letter would you like to see the requirements of?',
    'menu.unsure': () => 'Which letter do you mean?',
    'menu.card': (a, f) => {
      if (!a.service) return 'That service is not offered here yet.';
      const { standard, name, purpose, validMonths } = a.service;
      return [
        b(name),
        purpose,
        `${b('Requirements')}\n${list(standard.requirements)}`,
        `${b('Steps')}\n${standard.steps.map((step, index) => `${index + 1}. ${step}`).join('\n')}`,
        `${b('Time')}: ${duration(standard.minutes)} once complete`,
        `${b('Cost')}: ${standard.cost}`,
        `${b('Result')}: ${standard.product}${validMonths ? `, valid for ${validMonths} months` : ''}`,
        `${b('Complaints')}: ${f.ward.complaints}`,
        `${b('Legal basis')}: ${standard.legalBasis.join('; ')}`,
      ].join('\n');
    },
    idle: () => `How can I help? ${MENU}`,
    anythingElse: () => `All right. Anything else? ${MENU}`,
    thanks: () => `You are welcome. Anything else? ${MENU}`,
    who: (_, f) =>
      `This is the automatic service of ${f.ward.name}, not a person. Officers check every request, and the lurah signs the letters.\nDo you need a letter? Type ${b('menu')}. Would you rather be helped by a person? Type ${b('petugas')}.`,
    hours: (_, f) =>
      `The counter of ${f.ward.name} is open ${f.ward.hours}.\nAddress: ${f.ward.address}\nRequests in this chat are taken at any time. Type ${b('menu')} to begin.`,
    apology: () =>
      `We are sorry, your last message could not be handled. It is kept, and the staff have been told. Type ${b('menu')} to begin again.`,
    help: (_, f) =>
      [
        'Words that always work:',
        `${b('menu')} - begin again, what you filled in is kept`,
        `${b('status')} - your own requests`,
        `${b('back')} or ${b('0')} - one step back`,
        `${b('cancel')} - stop filling in`,
        `${b('petugas')} - ask the staff to contact you`,
        `${b('bahasa')} - change the language`,
        `Complaints: ${f.ward.complaints}`,
      ].join('\n'),
    'officer.called': (a, f) =>
      a.again
        ? `The staff have many messages of yours already and will answer in this chat. This one was not passed on; if you still need it, please send it again ${moment(a.again, f)}.`
        : a.opensAt
          ? `Your request has reached the staff. The office is closed; they will read it ${moment(a.opensAt, f)}.`
          : 'Your request has reached the staff. Please wait for their answer in this chat.',
    'language.set': () =>
      `All right, we go on in English. Some texts stay in Indonesian. To change, type ${b('bahasa indonesia')}.`,
    'invite.refused': (a) =>
      a.why === 'expired'
        ? 'This invitation code has expired. Please ask for a new one.'
        : 'This invitation code is not valid. Please check it, or ask for a new one.',
    stale: () => 'That button belongs to an old message, so nothing was changed.',
    'nav.noBack': () => 'There is no earlier step here.',

    'office.handedBack': () =>
      'The officer has finished writing to you directly. From now on the automatic service helps again.',
    'late.sorry': () => 'We are sorry: your message reached us only now, because our connection was down.',
    cutOff: (a) =>
      `We are sorry: our connection was cut, so one of our messages may not have reached you. ${
        a.asks ? 'What we asked:' : `Type ${b('status')} to see your requests, or ${b('menu')} to start.`
      }`,
    'link.code': (a) =>
      [
        `The code that joins this chat with another phone or app: ${b(a.code)}`,
        `From the other chat, send: ${b(`sambung ${a.code}`)}`,
        'It works once, within 10 minutes. Give it to nobody: whoever uses it can see your requests.',
      ].join('\n'),
    'link.done': (a) =>
      a.both
        ? 'The chats are joined. Your requests and their news can be seen here as well.'
        : `The chats are joined. What was filled in and asked for in that chat is here now. What was here before cannot be seen from there; if that chat is yours too, type ${b('sambung')} here and send the code from there.`,
    'link.elsewhere': () =>
      `This chat was just joined with another one, and what you were filling in goes on there. If it was not you, type ${b('petugas')}.`,
    'link.office': () => 'A chat of the office is not joined by this code. Please ask for an invite.',
    'ward.ask': (a) =>
      a.many
        ? 'Welcome. Several kelurahan can be reached here. Which one do you live in? Please write its name.'
        : 'Welcome. Which kelurahan do you live in? Choose, or write its name.',
    'ward.unknown': () => 'That kelurahan cannot be reached here yet. Please check how it is written.',
    'ward.only': (_, f) => `Only ${b(f.ward.name)} can be reached here.`,
    'ward.moved': (a) =>
      `From now on ${b(a.name)} serves you here. If that is wrong, type ${b('ganti kelurahan')}.`,
    'draft.waiting': (a) => `What you filled in for ${b(a.title)} is still kept. Would you like to go on?`,
    'draft.somebodyElse': (a) =>
      `This was filled in for ${b(a.who)}, but this chat no longer uses those data. Please say first whom the letter is for; your other answers are kept.`,
    'draft.resumed': (a) => `We go on with ${b(a.title)}.`,
    'draft.archived': (a) =>
      `${a.title} was not continued for seven days, so it is closed. If you still need it, type ${b('menu')} at any time to begin again.`,
    'flow.updated': () => 'This form has just been updated. Answers that are still valid are kept.',
    'letter.leave': (a) => `Stop filling in ${b(a.title)}? What you filled in will be deleted.`,
    'letter.later': () => `All right, what you filled in is kept. To go on, type ${b('menu')}.`,
    'letter.left': () => `All right, we stop here and nothing is sent. Anything else? ${MENU}`,

    'consent.ask': (_, f) =>
      [
        'Before we begin, please read this:',
        list([
          'What is kept: NIK, date of birth, your answers, photos of papers, and this conversation.',
          `What for: only to make this letter at ${f.ward.name} (UU 23/2006, UU 25/2009).`,
          "How long: while the letter is valid and for the ward's archive period, encrypted, opened only by staff on duty.",
          ...(f.inHouse ? [] : ['Messages in this app pass through servers abroad.']),
          `Your rights: to see, to correct, to withdraw, through ${f.ward.privacyContact} (UU 27/2022).`,
        ]),
        'Do you agree?',
      ].join('\n'),
    'consent.declined': (_, f) =>
      `That is all right, nothing was kept. You can still ask for the letter at the counter: ${f.ward.hours}, ${f.ward.address}.`,
    'identity.ask': () =>
      `Type the ${b('NIK and date of birth')} that the letter is to carry, in one message.\nExample: 5371051205900001 12-05-1990`,
    'identity.find': () =>
      `The NIK has 16 digits: in the first line of the KTP, beside the name in the Kartu Keluarga. When you have found it, type the ${b('NIK and date of birth')} here.\nExample: 5371051205900001 12-05-1990`,
    'identity.birth': () => 'Thank you. Now type the date of birth.\nExample: 12-05-1990',
    'identity.confirm': (a) =>
      `We found these data:\n${b(a.name)}\n${a.address}\nIs the letter for this person?`,
    'identity.notFound': (a) =>
      `That NIK and date of birth do not match our register. A digit may be swapped, or the data are not there yet.\n${a.triesLeft > 0 ? `Tries left today: ${a.triesLeft}.` : 'There are no tries left today.'}`,
    'identity.number': () =>
      'Thank you, the date of birth is noted. Now type the NIK (16 digits).\nExample: 5371051205900001',
    'identity.again': () =>
      `Please check the KTP or the KK, then type the ${b('NIK and date of birth')} again. If only one of them was wrong, that one will do.\nExample: 5371051205900001 12-05-1990`,
    'identity.locked': () =>
      'There were five tries today, so we stop here to keep the data of residents safe. The staff have been told. You can go on with your own data; the staff will compare them.',

    'question.ask': (a) =>
      [
        a.step ? `Step ${a.step.at} of ${a.step.of}` : null,
        a.text,
        a.many
          ? 'You may choose several: type the numbers, for example 1 3, or semua for all.'
          : a.free
            ? 'Choose, or write your own answer.'
            : null,
        a.example && !a.many ? `Example: ${a.example}` : null,
      ]
        .filter((line) => line !== null)
        .join('\n'),
    'question.added': () => 'Added to the answer before.',
    'miss.choice': () => 'That is not in the list. Please type just the number.',
    'miss.elsewhere': () => 'Please write it out here: what you type is what the letter will say.',
    'miss.agrees': () => 'This one needs your own words, please.',
    'miss.tooShort': (a) => `That answer is too short, at least ${a.min} letters. Please write it again.`,
    'miss.tooLong': (a) => `That answer has ${a.got} letters, at most ${a.max} fit. Please shorten it.`,
    'miss.name': () => 'Please write the name in letters as on the KTP, for example Maria Seran.',
    'miss.nik.length': (a) => `A NIK has 16 digits, ${a.got} were sent. Please send it again.`,
    'miss.nik.none': () => 'There was no NIK in that message. It has 16 digits, as on the KTP or the KK.',
    'miss.nik.digits': () => 'A NIK has only digits, and there were letters. Please send it again.',
    'miss.nik.impossible': () =>
      'These digits do not form a NIK; some may be swapped, or it is the number of a KK. Please look at the KTP and send it again.',
    'miss.date': () => 'I could not read the date. Write day-month-year, for example 12-05-1990.',
    'miss.date.future': () => 'That date is still to come. Please check the year and send it again.',
    'miss.date.century': () => 'Please write the year with four digits, for example 12-05-1990.',
    'miss.year': (a) => `Please write a year of four digits between ${a.min} and ${a.max}, for example 2019.`,
    'miss.money': () => 'I could not read the amount. Write it in digits, for example 1.500.000 or 1,5 juta.',
    'miss.money.max': () => 'That amount is too large here. Please check the digits.',
    'miss.many': (a) =>
      `Type numbers from the list, from 1 to ${a.max}, for example 1 2. Or type semua for all.`,
    'miss.media': () => 'A photo or a PDF is needed. Tap the attachment button and choose the photo.',
    'miss.media.yet': () => 'Not at hand? What you filled in is kept; send it to this chat at any time.',
    patience: () => 'Of course, take your time. What you filled in is kept.',
    'miss.notText': () => 'Please answer in writing.',
    ...asides,
    'miss.offerOfficer': () => `If this is difficult, type ${b('petugas')}; what you filled in is kept.`,

    'odd.sticker': () => 'Thank you for the sticker. I can only read text and photos of papers.',
    'odd.voice': () =>
      `Sorry, I cannot listen to voice messages. Please write, or type ${b('petugas')} to be contacted.`,
    'odd.video': () => 'Sorry, videos cannot be used. Please send a photo or a PDF.',
    'odd.location': () => 'Thank you for the location, but addresses are written here.',
    'odd.contact': () => 'That contact card is not used in this step.',
    'odd.poll': () => 'I cannot read polls. Please write.',
    'odd.edited': () =>
      'Editing a message does not change the answer. If something is wrong, send a new answer or type back.',
    'odd.deleted': () => 'A message deleted on the phone is still on record here.',
    'odd.reaction': () => 'Thank you. I read that sign only as a greeting.',
    'odd.media': () => 'That file is not needed now, so it was not kept.',
    'odd.unknown': () => 'I cannot read messages of that kind. Please write.',

    'form.ask': (a) =>
      [
        ...(a.step ? [`Step ${a.step.at} of ${a.step.of}`] : []),
        `For this letter we need the ${b({ identity: 'NIK and date of birth', nik: 'NIK', date: 'date of birth' }[a.what])} of its bearer.`,
        `Please fill it in on this secure page (open for 30 minutes): ${FORM_URL}`,
      ].join('\n'),
    'form.photo': () => `Please send it on this secure page (open for 30 minutes): ${FORM_URL}`,
    'form.offer': () => `Would you rather not write a NIK in the chat? Type ${b('formulir')}.`,
    'form.refused': (a) => {
      if (!a.told) return 'This is answered on the secure page, to keep your data safe.';
      return a.what === 'photo'
        ? 'To keep your data safe, papers are taken on the secure page only. What you just sent here is not used.'
        : 'To keep your data safe, this is taken on the secure page only. What you just wrote here is not used; it is best to delete it.';
    },
    'form.none': () =>
      `The secure page is for the questions about a NIK, a date of birth or photos: type ${b('formulir')} at such a question. There is nothing to fill in there now.`,

    'papers.ask': (a) =>
      [
        a.step ? `Step ${a.step.at} of ${a.step.of}` : null,
        `Send a photo or a PDF of: ${b(a.label)}${a.count > 1 ? ` (${a.have + 1} of ${a.count})` : ''}.`,
        a.hint,
        'At most 10 MB.',
      ]
        .filter((line) => line)
        .join('\n'),
    'papers.received': (a) =>
      `${a.label} received, ${a.done} of ${a.of}.${a.blurry ? ' The photo is a little blurred; it can be sent again before you submit, under Change.' : ''}`,
    'papers.receiving': () => 'The photo is being stored, one moment please.',
    'papers.unreadable': (a) =>
      `${a.label} could not be kept: ${UNREADABLE[a.why] ?? 'the file is damaged.'} Please send it again.`,

    'review.ask': (a) =>
      [
        a.again
          ? `The corrections to ${b(a.title)} are complete. Please check once more:`
          : `Please check your request, ${b(a.title)}:`,
        ...(a.who ? [`For: ${a.who.name}`] : []),
        ...a.lines.map(([label, value]) => `${label}: ${value}`),
        'Cost: Rp 0',
      ].join('\n'),
    'review.which': () => 'Which line is to be changed?',
    receipt: (a, f) =>
      a.tooLate
        ? `Request ${b(a.number)} is now with: ${a.holder}, so these corrections were not added. If something is still to be changed, type ${b('petugas')}.`
        : [
            a.again ? 'We have received your corrections. ✓' : 'We have received your request. ✓',
            `Number: ${b(a.number)}`,
            `Letter: ${a.title}`,
            ...(a.who ? [`For: ${a.who}`] : []),
            'Cost: Rp 0',
            `Now with: ${a.holder}`,
            `Ready at the latest ${b(moment(a.dueAt, f))}.`,
            ...(a.opensAt ? [`The office is closed; the staff begin ${moment(a.opensAt, f)}.`] : []),
            `Type ${b('status')} at any time to see how far it is. You need not come.`,
          ].join('\n'),
    'prove.ask': () =>
      'To have the letter sent in this chat, show that this phone number is yours: tap the button that sends your number. Without it, the letter is handed over at the counter against your KTP.',
    'prove.otherPhone': () => 'This number is not the one in the register.',
    'prove.withCode': () =>
      'To have the letter sent in this chat, ask for a code at the counter and show your KTP. Without it, the letter is handed over at the counter.',
    'prove.otherWay': () =>
      'That is all right, your request goes on. The letter can be collected with your KTP, or you can use a code from the counter.',
    'prove.code': () => 'Type the code from the counter.\nExample: 7KQ2M9XA',
    'prove.wrongCode': () => 'That code does not match or has expired.',
    'prove.done': () =>
      `Thank you, this is you. The letter will be sent in this chat as soon as it is ready. Anything else? ${MENU}`,
    'prove.unknown': () =>
      `This chat is not tied to anybody in the register yet, so there is no phone number to compare. Type ${b('menu')} to ask for a letter; one that is ready can be collected at the counter with your KTP.`,
    'prove.collect': () =>
      `All right, the letter will be handed over at the counter; bring your KTP. We tell you when it is ready. Anything else? ${MENU}`,

    'status.none': () => `There is no request from this chat yet. Type ${b('menu')} to make one.`,
    'status.list': () => 'Your requests. Which one would you like to see?',
    'status.view': (a, f) => {
      const { view } = a;
      if (!view) return 'There is no such request.';
      const open = ['submitted', 'checking', 'verified', 'signed'].includes(view.state);
      return [
        `${b(view.number)} ${a.name}`,
        `State: ${STATES[view.state] ?? view.state}`,
        ...(view.holder === '-' ? [] : [`Now with: ${view.holder}`]),
        ...(open ? [`At the latest ${moment(view.dueAt, f)}`] : []),
        ...(view.letter ? [`Number of the letter: ${view.letter.number}`] : []),
        ...(view.returned.length > 0
          ? [`To be completed:\n${list(view.returned.map((item) => `${item.label}: ${item.reason}`))}`]
          : []),
        ...(view.note ? [`Note of the staff: ${view.note}`] : []),
        `What happened:\n${list(view.steps.map((step) => `${moment(step.at, f)} ${STEPS[step.what] ?? step.what}`))}`,
      ].join('\n');
    },
    'status.sure': (a) =>
      `Cancel request ${b(a.number)}? If you do, you will have to begin anew when you need it.`,
    'status.cancelled': (a) => `Request ${a.number} is cancelled. Anything else? ${MENU}`,
    'status.tooLate': () =>
      'This request is signed or closed already, so it can no longer be cancelled. Type petugas if you need help.',
    'status.resent': () => `Here is the letter once more. Anything else? ${MENU}`,
    'status.atCounter': (_, f) =>
      `This letter is handed over at the counter against your KTP: ${f.ward.hours}. Anything else? ${MENU}`,

    'answer.ask': (a) =>
      a.question
        ? `A question from the ward office${a.number ? ` about ${a.number}` : ''}:\n${b(a.question)}\nWrite your answer here.`
        : 'Write your answer to the ward office.',
    'answer.sent': () => 'Thank you, your answer has reached the staff. There is nothing more to do now.',
    'answer.closed': () =>
      `That request is closed, so the answer was not passed on. Type ${b('petugas')} if you still need to.`,
    'answer.later': () => 'All right, you can answer later: just reply to the message with the question.',

    moved: (a) => `Request ${b(a.number)}: ${MOVED[a.what]?.(a.holder) ?? 'it is cancelled.'}`,
    returned: (a) =>
      `Request ${b(a.number)} is not complete yet. Only this is missing:\n${list(a.items.map((item) => `${item.label}: ${item.reason}`))}\nSend it in this chat, you need not come.`,
    refused: (a, f) =>
      `We are sorry, request ${b(a.number)} could not be granted.\nThe reason: ${a.reason}\nIf this is unclear or you disagree, type ${b('petugas')}, or turn to ${f.ward.complaints}.`,
    'question.fromOffice': (a) =>
      `A question from the ward office about ${b(a.number)}:\n${b(a.text)}\nReply to this message, or tap the button.`,
    late: (a, f) =>
      `We are sorry, request ${b(a.number)} is later than we promised. It is now with: ${a.holder}; at the latest ${b(moment(a.dueAt, f))}. You need not do anything.`,
    ...letters,
  },
  labels: {
    back: also('back', 'Back'),
    cancel: also('cancel', 'Cancel'),
    later: also('later', 'Later', 'not now'),
    yes: also('yes', 'Yes', 'right'),
    no: also('no', 'No'),
    agree: also('agree', 'I agree, go on', 'agree', 'i agree', 'yes'),
    decline: also('decline', 'I do not agree', 'no', 'disagree'),
    findNik: also('findNik', 'I will look for it', 'later', 'i do not know', 'forgot'),
    withoutNik: also('withoutNik', 'I do not know my NIK', 'i do not know', 'forgot'),
    forThisName: also('forThisName', 'Yes, this person', 'yes', 'that is me', 'this person'),
    forAnother: also('forAnother', 'No, somebody else', 'no', 'not me', 'somebody else'),
    tryAgain: also('tryAgain', 'Try again', 'again'),
    ownData: also('ownData', 'Go on with my own data', 'own data', 'go on'),
    skip: also('skip', 'None, skip', 'none'),
    bringLater: also('bringLater', 'I will bring the original', 'bring later'),
    send: also('send', 'Send', 'yes', 'submit'),
    change: also('change', 'Change', 'edit'),
    more: also('more', 'Others', 'more', 'other'),
    goOn: also('goOn', 'Go on', 'yes', 'continue'),
    beginAnew: also('beginAnew', 'Begin anew', 'new', 'start over'),
    haveCode: also('haveCode', 'I have a code from the counter', 'code'),
    collect: also('collect', 'I will collect it', 'collect', 'no'),
    cards: also('cards', 'Requirements and cost', 'requirements', 'cost'),
    status: also('status', 'My requests', 'requests'),
    officer: also('officer', 'Contact the staff', 'staff'),
    apply: also('apply', 'Apply now', 'apply', 'yes'),
    repair: also('repair', 'Complete it now', 'complete', 'yes'),
    proveHere: also('proveHere', 'Send the letter to this chat'),
    resend: also('resend', 'Send the letter again', 'send again'),
    cancelRequest: also('cancelRequest', 'Cancel the request'),
    reply: also('reply', 'Answer now', 'answer', 'reply'),
  },
};
