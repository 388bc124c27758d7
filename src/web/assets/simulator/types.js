// @ts-check

/**
 * The shapes that the API of the training room speaks (src/web/simulator/port.ts).
 * @typedef {{ id: string, kind: 'resident' | 'staff', role: string, name: string, folded: boolean }} Phone
 * @typedef {{ phone: string, name: string, nik: string, birthDate: string, phoneNumber: string | null }} DemoPerson
 * @typedef {{ n: string, label: string, data: string }} Choice
 * @typedef {{
 *   id: string, from: 'me' | 'office', at: string, text: string, choices: Choice[], askPhone: boolean,
 *   file: { kind: 'pdf' | 'picture' | 'other', name: string } | null, quoted: string | null, edited: boolean
 * }} Message
 * @typedef {{ ward: { name: string, zone: string, zoneLabel: string }, now: string, phones: Phone[], demo: DemoPerson[] }} State
 * @typedef {'sent' | 'sending' | 'failed'} Fate
 */

export {};
