import { proto, type SignalDataTypeMap } from '@whiskeysockets/baileys';

/** Values travel as hexadecimal text: the driver does not take lists of bytea. */
export function hex(values: readonly Buffer[]): string[] {
  return values.map((value) => `\\x${value.toString('hex')}`);
}

/** An app state key is a message of its own type, not a plain object. */
export function revive<T extends keyof SignalDataTypeMap>(type: T, value: unknown): SignalDataTypeMap[T] {
  const whole =
    type === 'app-state-sync-key' ? proto.Message.AppStateSyncKeyData.fromObject(value as object) : value;
  return whole as SignalDataTypeMap[T];
}
