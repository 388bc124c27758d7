import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ConfigProblem } from '../../src/config.ts';
import { SecondInstance, WrongKey } from '../../src/db/errors.ts';
import { createLog, describeError, strike } from '../../src/log.ts';
import { explain, reportAndExit } from '../../src/startup.ts';

function reported(error: unknown): { text: string; code: number | null } {
  const out = { text: '', code: null as number | null };
  reportAndExit(error, {
    write: (text) => {
      out.text += text;
    },
    exit: (code) => {
      out.code = code;
    },
  });
  return out;
}

describe('a known problem', () => {
  it.each([
    new SecondInstance('/data', 12),
    new WrongKey('aa', ['bb']),
    Object.assign(new Error('x'), { code: 'ENOSPC' }),
  ])('is one line without a stack, code 1', (error) => {
    const { text, code } = reported(error);
    expect(text.trimEnd().split('\n')).toHaveLength(1);
    expect(text).not.toMatch(/ at /);
    expect(code).toBe(1);
  });

  it('of a port in use names the port and how to choose another', async () => {
    const first = createServer();
    await new Promise<void>((resolve) => first.listen(0, '127.0.0.1', resolve));
    const { port } = first.address() as { port: number };
    const error = await new Promise((resolve) =>
      createServer().on('error', resolve).listen(port, '127.0.0.1'),
    );
    await new Promise((resolve) => first.close(resolve));
    expect(reported(error).text).toBe(
      `Port ${port} is already used by another program. Stop that program, or choose another port: PORT=${port + 1} npm start\n`,
    );
  });

  it('of several settings is a line each', () => {
    expect(reported(new ConfigProblem(['A is wrong.', 'B is wrong.'])).text).toBe(
      'A is wrong.\nB is wrong.\n',
    );
  });
});

it('what nobody foresaw keeps its stack', () => {
  expect(explain(new TypeError('x'))).toBeNull();
  expect(reported(new TypeError('x')).text).toMatch(/TypeError: x\n\s+at /);
});

describe('the log', () => {
  it('strikes out numbers of persons, tokens and database addresses, and leaves ids', () => {
    expect(strike('NIK 5371050101900001, HP +62 812-3456-7890')).toBe('NIK [number], HP [number]');
    expect(strike('https://api/bot123456789:AAExampleExampleExample/getMe')).toBe(
      'https://api/bot[token]/getMe',
    );
    expect(strike('postgres://u:p@h/d down')).toBe('[database] down');
    const plain = 'request NKT2-261121-007 of 0192d3c4-1234-7123-8123-0123456789ab took 1234567 us';
    expect(strike(plain)).toBe(plain);
  });

  it('writes no value of a failed statement', () => {
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      constraint_name: 'resident_nik',
      detail: 'Key (x)=(5371050101900001)',
    });
    const error = new Error('Failed query: insert into t values ($1)\nparams: Maria Bria', { cause });
    const text = JSON.stringify(describeError(error));
    expect(text).toContain('resident_nik');
    expect(text).not.toMatch(/Maria|5371050101900001|params/);
  });

  it('hides fields that hold values of persons, and cleans every text', () => {
    const lines: string[] = [];
    const log = createLog('info', {
      write: (line) => {
        lines.push(line);
      },
    });
    log.info(
      { nik: '1', person: { name: 'Maria' }, note: 'call 081234567890', count: 12345678 },
      'from 081234567890',
    );
    log.error({ err: new Error('no route to 081234567890') }, 'failed');
    const text = lines.join('');
    expect(text).not.toMatch(/Maria|081234567890/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      nik: '[hidden]',
      note: 'call [number]',
      count: 12345678,
      msg: 'from [number]',
    });
  });
});
