export * from './conversations.ts';
export * from './links.ts';
export * from './requests.ts';
export * from './residents.ts';
export * from './staff.ts';
export * from './wards.ts';
export * from './whatsapp.ts';
