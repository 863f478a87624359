import { describe, expect, it } from 'vitest';
import { blank } from './blank.ts';

describe('blank', () => {
  it.each([
    ['a(); // b()', 'a();       '],
    ['/** b\n c */ a();', '     \n      a();'],
    [`a('it\\'s // not');`, `a('            ');`],
    ['a("{");', 'a(" ");'],
    ['const half = (a + b) / 2; // half', 'const half = (a + b) / 2;        '],
    [`a(/['"{]\\//, b / c / d);`, `a(/       /, b / c / d);`],
    ['a(`//`, b);', 'a(`  `, b);'],
    ['a(`x ${b(`y`)} {`);', 'a(`   {b(` `)}  `);'],
    ['a(`x ${{ b }} {`, c);', 'a(`   {{ b }}  `, c);'],
  ])('keeps only the code of %j', (text, code) => {
    expect(blank(text).code).toBe(code);
  });

  it('can keep strings', () => {
    expect(blank(`import a from './a.ts'; // './b.ts'`).uncommented).toBe(
      `import a from './a.ts';            `,
    );
  });

  it('keeps every line in its place', () => {
    const text = 'a\n/* b\n * c */ `d\n${e}\nf`\n// g';
    expect(
      blank(text)
        .code.split('\n')
        .map((line) => line.length),
    ).toEqual(text.split('\n').map((line) => line.length));
  });
});
