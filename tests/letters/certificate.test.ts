import { createPrivateKey, generateKeyPairSync, type X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type MadeCertificate, makeCertificate } from '../../src/letters/signature/certificate.ts';
import { readChain } from '../../src/letters/signature/cms.ts';
import { exportP12, importP12 } from '../../src/letters/signature/p12.ts';
import { seededEntropy } from '../support/keys.ts';
import { hasOpenssl, run, withFiles } from './tools.ts';

const OWNER = { city: 'Kota Kupang', kecamatan: 'Kota Raja', kelurahan: 'Naikoten II' };
const AT = new Date('2026-11-01T00:00:00Z');
const make = (seed = 'ward', kind: 'ec' | 'rsa' = 'ec', years = 3) =>
  makeCertificate(OWNER, AT, years, seededEntropy(seed), kind);

describe('a certificate of our own making', () => {
  it.each(['ec', 'rsa'] as const)('is a leaf for signing documents under its root (%s)', (kind) => {
    const made = make('ward', kind);
    const [leaf, root] = readChain(made.chainPem) as [X509Certificate, X509Certificate];
    expect(leaf.subject).toBe(
      'C=ID\nO=Pemerintah Kota Kupang\nOU=Kecamatan Kota Raja\nCN=Kelurahan Naikoten II',
    );
    expect(made.subject).toBe(
      'C=ID, O=Pemerintah Kota Kupang, OU=Kecamatan Kota Raja, CN=Kelurahan Naikoten II',
    );
    expect([leaf.ca, root.ca]).toEqual([false, true]);
    expect(leaf.checkIssued(root) && leaf.verify(root.publicKey)).toBe(true);
    expect(root.checkIssued(root) && root.verify(root.publicKey)).toBe(true);
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.36', '1.3.6.1.5.5.7.3.4']);
    expect(
      leaf.checkPrivateKey(createPrivateKey({ key: made.privateKeyPkcs8, format: 'der', type: 'pkcs8' })),
    ).toBe(true);
    expect(made.notBefore.toISOString()).toBe('2026-10-31T23:00:00.000Z');
    expect(made.notAfter.toISOString()).toBe('2029-10-31T23:00:00.000Z');
  });

  it('has another serial number each time, and can outlast 2049', () => {
    const serial = (made: MadeCertificate) => readChain(made.chainPem).map((c) => c.serialNumber);
    expect(new Set([...serial(make('a')), ...serial(make('b'))]).size).toBe(4);
    expect(make('long', 'ec', 30).notAfter.getUTCFullYear()).toBe(2056);
  });

  it.skipIf(!hasOpenssl)('satisfies the strict check of openssl (needs openssl)', () => {
    for (const kind of ['ec', 'rsa'] as const) {
      const [leaf, root] = readChain(make('ward', kind).chainPem).map(String) as [string, string];
      const said = withFiles({ leaf, root }, (folder) =>
        run(
          'openssl',
          [
            'verify',
            '-x509_strict',
            '-purpose',
            'smimesign',
            '-attime',
            String(AT.getTime() / 1000),
            '-CAfile',
            'root',
            'leaf',
          ],
          folder,
        ),
      );
      expect(said).toContain('leaf: OK');
    }
  });
});

describe('a PKCS#12 file', () => {
  it.each(['ec', 'rsa'] as const)('gives back what was put in (%s)', async (kind) => {
    const made = make('ward', kind);
    expect(await importP12(await exportP12(made, 'kata sandi é'), 'kata sandi é')).toEqual(made);
  });

  it('is refused with a wrong password, or when it is no such file', async () => {
    const file = await exportP12(make(), 'benar');
    await expect(importP12(file, 'salah')).rejects.toMatchObject({ name: 'WrongP12Password' });
    await expect(importP12(file, '')).rejects.toMatchObject({ name: 'WrongP12Password' });
    for (const junk of [
      Buffer.alloc(0),
      Buffer.from('bukan'),
      file.subarray(0, 300),
      Buffer.from(make().chainPem),
    ]) {
      await expect(importP12(junk, 'benar')).rejects.toMatchObject({ name: 'NotP12' });
    }
  });

  it('is refused when no certificate in it belongs to the key', async () => {
    const other = make('other');
    const mixed = { ...make(), privateKeyPkcs8: other.privateKeyPkcs8 };
    await expect(importP12(await exportP12(mixed, 'x'), 'x')).rejects.toMatchObject({ name: 'NoKeyInP12' });
  });

  describe.skipIf(!hasOpenssl)('from openssl (needs openssl)', () => {
    const pack = (made: MadeCertificate, ...more: string[]) =>
      withFiles({ 'key.pem': keyPem(made), 'chain.pem': made.chainPem }, (folder) => {
        run(
          'openssl',
          [
            'pkcs12',
            '-export',
            '-inkey',
            'key.pem',
            '-in',
            'chain.pem',
            '-out',
            'x.p12',
            '-passout',
            'pass:rahasia',
            ...more,
          ],
          folder,
        );
        return Buffer.from(run('openssl', ['base64', '-in', 'x.p12'], folder), 'base64');
      });

    it('is read, chain in order', async () => {
      for (const kind of ['ec', 'rsa'] as const) {
        const made = make('ward', kind);
        const read = await importP12(pack(made), 'rahasia');
        expect(read.chainPem).toBe(made.chainPem);
        expect(read.privateKeyPkcs8.equals(made.privateKeyPkcs8)).toBe(true);
      }
    });

    it('is refused by name when its cipher is outdated', async () => {
      await expect(importP12(pack(make(), '-legacy'), 'rahasia')).rejects.toMatchObject({
        name: 'LegacyP12',
      });
      await expect(importP12(pack(make(), '-legacy'), 'salah')).rejects.toMatchObject({
        name: 'WrongP12Password',
      });
    });

    it('is refused by name when it has no key', async () => {
      await expect(importP12(pack(make(), '-nokeys'), 'rahasia')).rejects.toMatchObject({
        name: 'NoKeyInP12',
      });
    });

    it('reads what we wrote', async () => {
      const file = await exportP12(make(), 'rahasia');
      const said = withFiles({ 'x.p12': file }, (folder) =>
        run('openssl', ['pkcs12', '-in', join(folder, 'x.p12'), '-passin', 'pass:rahasia', '-noenc']),
      );
      expect(said.match(/BEGIN/g)).toHaveLength(3);
    });
  });

  it('is refused with a key that we do not sign with', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const odd = { ...make(), privateKeyPkcs8: privateKey.export({ format: 'der', type: 'pkcs8' }) };
    await expect(importP12(await exportP12(odd, 'x'), 'x')).rejects.toMatchObject({ name: 'NoKeyInP12' });
  });
});

function keyPem(made: MadeCertificate): string {
  return createPrivateKey({ key: made.privateKeyPkcs8, format: 'der', type: 'pkcs8' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString();
}
