import { webcrypto } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

/** A self-signed TLS certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate for the given host names, valid for a day around now. */
export async function selfSigned(hosts: readonly string[]): Promise<Certificate> {
  const engine = new pkijs.CryptoEngine({
    name: 'node',
    crypto: webcrypto as unknown as typeof globalThis.crypto,
  });
  const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const cert = new pkijs.Certificate();
  cert.version = 2;
  cert.serialNumber = new asn1js.Integer({ value: Date.now() % 1_000_000 });
  const name = () =>
    new pkijs.AttributeTypeAndValue({
      type: '2.5.4.3',
      value: new asn1js.Utf8String({ value: 'media host of the tests' }),
    });
  cert.subject.typesAndValues.push(name());
  cert.issuer.typesAndValues.push(name());
  cert.notBefore.value = new Date(Date.now() - 43_200_000);
  cert.notAfter.value = new Date(Date.now() + 43_200_000);
  const names = new pkijs.GeneralNames({
    names: hosts.map((value) => new pkijs.GeneralName({ type: 2, value })),
  });
  const basic = new pkijs.BasicConstraints({ cA: true });
  cert.extensions = [
    new pkijs.Extension({ extnID: '2.5.29.17', extnValue: names.toSchema().toBER(false) }),
    new pkijs.Extension({ extnID: '2.5.29.19', critical: true, extnValue: basic.toSchema().toBER(false) }),
  ];
  await cert.subjectPublicKeyInfo.importKey(pair.publicKey, engine);
  await cert.sign(pair.privateKey, 'SHA-256', engine);
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', pair.privateKey));
  return {
    cert: pem('CERTIFICATE', Buffer.from(cert.toSchema().toBER(false))),
    key: pem('PRIVATE KEY', key),
  };
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').replace(/(.{64})/g, '$1\n');
  return `-----BEGIN ${label}-----\n${lines.trimEnd()}\n-----END ${label}-----\n`;
}
