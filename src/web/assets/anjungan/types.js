// @ts-check

/**
 * The shapes that the API of the counter's screens speaks (src/web/kiosk/port.ts).
 * @typedef {{ n: string, label: string, data: string }} Choice
 * @typedef {{ id: string, from: 'office' | 'me', text: string, file: { kind: 'picture' | 'paper', name: string } | null }} Message
 * @typedef {{ kind: string, min?: number, max?: number }} Accept
 * @typedef {{ nonce: string, accept: Accept, choices: Choice[] }} Question
 * @typedef {{ number: string, service: string }} Receipt
 * @typedef {{ revision: number, language: string, messages: Message[], question: Question | null, receipts: Receipt[], draft: boolean }} View
 * @typedef {{ receipts: Receipt[], draft: boolean, code: string | null, doors: { label: string, qr: string }[] }} Ticket
 */

export {};
