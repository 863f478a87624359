import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { codeHtml, escapeHtml, scriptCode, scriptJson, slug } from './escape.ts';

describe('escaping', () => {
  it('disarms markup in content and attributes', () => {
    expect(escapeHtml(`<b title="x" id='y'>&`)).toBe('&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;');
  });

  it('shows words between backticks as code, and nothing else as markup', () => {
    expect(codeHtml('does `a <b>` or ` lose?')).toBe('does <code>a &lt;b&gt;</code> or ` lose?');
  });

  it('keeps tags out of JSON without changing it', () => {
    const value = { name: '</script><!--' };
    expect(scriptJson(value)).not.toContain('<');
    expect(JSON.parse(scriptJson(value))).toEqual(value);
  });

  it('keeps end tags out of code without changing it', () => {
    const code = scriptCode('const a = "</script>" + "<!--";');
    expect(code).not.toMatch(/<\/script|<!--/);
    expect(runInNewContext(`${code} a`)).toBe('</script><!--');
  });

  it('makes names that fit ids and files', () => {
    expect(slug('preStop: 10s & more')).toBe('prestop-10s-more');
    expect(slug('日本')).toBe('x');
  });
});
